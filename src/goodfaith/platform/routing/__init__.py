"""What routes share: problems, pages by cursor, answers that are given once, the description."""

from goodfaith.platform.routing.answers import creating
from goodfaith.platform.routing.paging import Paged, Paging, paged
from goodfaith.platform.routing.problems import Problem

__all__ = ["Paged", "Paging", "Problem", "creating", "paged"]
