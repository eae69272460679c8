"""Lists that an address narrows: reading its members, saying them as chips, keeping them by a name.

A list's members are a subclass of `Filters`; `kept_filter_urls` gives their addresses, `filtering`
what `<c-filter_chips>` and `<c-kept_filters>` show.
"""

from goodfaith.platform.web.filtering.filters import Filters, RowId
from goodfaith.platform.web.filtering.showing import Chip, Choices, Filtering, filtering
from goodfaith.platform.web.filtering.views import kept_filter_urls

__all__ = ["Chip", "Choices", "Filtering", "Filters", "RowId", "filtering", "kept_filter_urls"]
