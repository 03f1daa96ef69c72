"""The eight criteria by which replies are judged: what scenarios grade, and what shows a competency in practice."""

CRITERIA = (
    "acknowledgement",
    "mandate",
    "next_step",
    "clarity",
    "neutrality",
    "office_not_person",
    "privacy",
    "composure",
)
