"""The seventeen triage slugs, and how an author's free-text `kind` is read as one of them."""

SLUGS = (
    "service_complaint", "outside_mandate", "information_request", "praise", "suggestion", "rumour",
    "angry_legitimate", "troll", "coordinated", "abuse", "threat", "political_bait", "favour", "sub_judice",
    "media_query", "emergency", "corruption",
)

# First hit wins, so the more telling word stands before the more general one.
_WORDS = (
    ("outside", "outside_mandate"),
    ("corrupt", "corruption"), ("brib", "corruption"),
    ("coordinat", "coordinated"), ("bot", "coordinated"),
    ("dox", "threat"), ("threat", "threat"),
    ("abuse", "abuse"), ("harass", "abuse"), ("gendered", "abuse"),
    ("troll", "troll"), ("bait", "political_bait"), ("politic", "political_bait"),
    ("favour", "favour"), ("endorse", "favour"),
    ("judice", "sub_judice"), ("confidential", "sub_judice"),
    ("media", "media_query"), ("press", "media_query"),
    ("emergenc", "emergency"), ("rumour", "rumour"), ("rumor", "rumour"), ("misinformation", "rumour"),
    ("praise", "praise"), ("thank", "praise"), ("suggest", "suggestion"),
    ("angry", "angry_legitimate"), ("sarcas", "angry_legitimate"),
    ("information", "information_request"), ("question", "information_request"),
)


def slug(kind: str) -> str:
    """The triage slug an author meant; a kind that names none is a service complaint."""
    kind = kind.strip().lower()
    if kind in SLUGS:
        return kind
    if kind.startswith("praise"):
        return "praise"
    return next((found for word, found in _WORDS if word in kind), "service_complaint")
