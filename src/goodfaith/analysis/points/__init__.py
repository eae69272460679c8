"""Points: named things that can be said, and where they are said."""
