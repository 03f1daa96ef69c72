"""Playing a run: the public page and what the learner does on it."""
