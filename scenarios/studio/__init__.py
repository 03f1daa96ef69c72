"""The studio of scenarios."""
