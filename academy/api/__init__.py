"""The records API: what the register knows, read by programs that have a token."""
