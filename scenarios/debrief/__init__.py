"""After a run: what it came to, why, and what else could have happened."""
