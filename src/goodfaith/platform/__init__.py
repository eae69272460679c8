"""What every room of the server stands on; knows no room, and not the reading kernel either."""
