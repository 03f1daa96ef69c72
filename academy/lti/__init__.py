"""LTI 1.3: the academy as a tool of the learning platform that people have already."""
