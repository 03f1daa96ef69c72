"""The studio: drafts of packs, their forms, and what becomes of them."""
