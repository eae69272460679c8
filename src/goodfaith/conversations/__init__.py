"""Conversations: ingest, storage, transcripts, recordings, readings."""
