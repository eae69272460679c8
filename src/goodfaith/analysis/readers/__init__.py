"""Readers: from a file in some format to conversations and problems, streaming."""
