"""What courses show on the start page, under what is new."""

from academy import home, news
from courses import studies


@home.part("learner")
def new_for_you(person) -> home.Part | None:
    found = news.of(person)
    return home.Part("home/_news.html", {"news": found}) if found else None


@home.part("learner")
def own_courses(person) -> home.Part:
    return home.Part("courses/_home.html", {"studies": studies.of_person(person)})
