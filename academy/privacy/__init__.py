"""Privacy: what is kept of a person, for how long; what they are handed, and how it is erased."""
