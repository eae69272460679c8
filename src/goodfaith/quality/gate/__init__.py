"""The issue gate: what the insurer's systems are told of the quality of a sale."""
