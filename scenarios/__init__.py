"""Simulated public pages: posts arrive, the learner acts, the public reacts, every text is graded."""
