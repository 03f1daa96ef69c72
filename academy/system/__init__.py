"""The server itself: what whoever runs it should know, and what monitoring asks."""
