"""Sittings: a dialogue held live with a class. The facilitator has the wheel, teams answer at their tables, viewers look on."""
