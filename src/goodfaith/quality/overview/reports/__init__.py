"""Reports as a head office sends them: a day or a week in a workbook."""
