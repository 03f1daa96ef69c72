"""Analytics: how a scenario went, over its learners."""
