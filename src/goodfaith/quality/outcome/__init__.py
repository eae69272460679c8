"""What follows from a concluded case: notices, charges, appeals, corrective actions."""
