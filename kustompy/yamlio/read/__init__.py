"""Text to values: the fast block reader, and the full language behind it."""
