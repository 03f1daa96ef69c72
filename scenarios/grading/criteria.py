"""The eight criteria of the rubric, in their one order."""

SERVICE = ("acknowledgement", "mandate", "next_step", "clarity")
CONDUCT = ("neutrality", "office_not_person", "privacy", "composure")
CRITERIA = SERVICE + CONDUCT

# Below this confidence a level is doubtful and a person should look.
CERTAIN = 0.60
