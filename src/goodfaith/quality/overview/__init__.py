"""What compliance sees of all cases: violations, precision of rules, coverage, reports."""
