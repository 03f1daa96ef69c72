"""Courses: modules of lessons, quizzes and scenarios, and how far a learner has come."""
