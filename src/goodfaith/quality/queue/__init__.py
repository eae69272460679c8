"""What waits for reviewers: drawn, ordered, taken by one, given back, handed out."""
