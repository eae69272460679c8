"""The pages of rulebook versions."""
