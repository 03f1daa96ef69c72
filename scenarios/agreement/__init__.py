"""Agreement: how far the grader and people who mark blind agree, as a page and as a file."""
