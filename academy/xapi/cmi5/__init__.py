"""cmi5: a course of ours as an assignable unit of a learning platform, launched from there, reported to it."""
