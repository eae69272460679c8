"""The report of a run: one self-contained HTML file that a person reads, filters and prints."""

from goodfaith.batch.report.writing import write_report

__all__ = ["write_report"]
