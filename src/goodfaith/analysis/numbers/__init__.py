"""Numbers heard: amounts, rates, lengths of time, ages, dates, times, counts and digits."""

from goodfaith.analysis.numbers.reader import read_numbers
from goodfaith.analysis.numbers.span import NumberKind, NumberSpan, as_date, as_days, as_years

__all__ = ["NumberKind", "NumberSpan", "as_date", "as_days", "as_years", "read_numbers"]
