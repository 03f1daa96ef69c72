"""Rules: what the conduct rules of a country say, and which office is for what."""
