"""Regrading: past texts under a newer grader or edition, and refits of the grader from what people said of it."""
