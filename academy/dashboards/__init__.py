"""Dashboards: how cohorts stand, what was completed when, who needs help, and what waits for instructors."""
