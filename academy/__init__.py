"""The core of the academy: people, cohorts, editions, records and certificates."""

__version__ = "0.1.0"
