"""The language of rule conditions: read, explained, evaluated."""
