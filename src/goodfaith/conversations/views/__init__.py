"""The pages of the room: thin, they ask queries and services."""
