"""Designs of certificates: how a sheet looks and what it says around the facts. Versioned; an edition never changes."""
