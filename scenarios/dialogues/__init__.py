"""Social Media Dialogues: departments answer citizens live, as data and the clockwork that brings the comments."""
