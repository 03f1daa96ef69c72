"""Figures: how fast the production server answers, and what a request costs the database."""
