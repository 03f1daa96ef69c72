"""How courses are written in the studio: the pages of their editor, and the draft as learners will see it."""
