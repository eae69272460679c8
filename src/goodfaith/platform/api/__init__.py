"""What routes share: problems, pages by cursor, answers that are given once, the description."""

from goodfaith.platform.api.answers import creating
from goodfaith.platform.api.paging import Paged, Paging, paged
from goodfaith.platform.api.problems import Problem

__all__ = ["Paged", "Paging", "Problem", "creating", "paged"]
