"""A changed rulebook on conversations that are past: only the rules that differ are judged."""
