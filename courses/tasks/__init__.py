"""Tasks: written work against an authored rubric, drafted and submitted by the learner, marked by an instructor."""
