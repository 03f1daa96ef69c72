"""The words of our statements: verbs, types of activities and extensions, those of others and our own.

What others have defined is used where it fits. Each word of our own has a page at its IRI that says what it means; once
statements were sent with it, its meaning stays.
"""

from typing import Literal, NamedTuple

ADL = "http://adlnet.gov/expapi"
Section = Literal["verbs", "activity-types", "extensions"]


class Term(NamedTuple):
    """A word. `iri` is that of whoever defined it; "" makes it ours, at an address of its own."""

    slug: str
    name: str
    meaning: str
    iri: str = ""

    @property
    def ours(self) -> bool:
        return not self.iri


def _adl(section: str, slug: str, name: str, meaning: str) -> Term:
    return Term(slug, name, meaning, f"{ADL}/{section}/{slug}")


def _by_slug(*terms: Term) -> dict[str, Term]:
    return {term.slug: term for term in terms}


VERBS = _by_slug(
    _adl("verbs", "initialized", "initialized", "Began a course, or an attempt at an activity."),
    _adl("verbs", "responded", "responded", "Answered a post in public."),
    _adl("verbs", "answered", "answered", "Answered a question of a quiz."),
    _adl("verbs", "completed", "completed", "Brought an attempt to its end, or completed a course."),
    _adl("verbs", "passed", "passed", "The settled result of an attempt, or of a course, is a pass."),
    _adl("verbs", "failed", "failed", "The settled result of an attempt is no pass."),
    _adl(
        "verbs", "scored", "was scored", "A person, or a newer grader, has judged a text or an attempt after its end."
    ),
    Term("moved-to-private", "moved to private", "Answered a post in a private message instead of in public."),
    Term("stated", "published a statement", "Published a statement to the whole page, in answer to no single post."),
    Term("corrected", "corrected", "Corrected a reply of their own."),
    Term("referred", "referred", "Referred a post to the office whose matter it is."),
    Term("escalated", "escalated", "Brought a post before somebody of their own office."),
    Term("hid", "hid", "Hid a post, by a clause of the page's charter that it breaks."),
    Term("reported", "reported", "Reported a post to the platform or to an authority."),
    Term("ignored", "left alone", "Left a post alone, on purpose."),
    Term("waited", "waited", "Let time pass before the next move."),
    Term("submitted", "submitted", "Handed in written work, to be marked by an instructor."),
    Term(
        "certified",
        "was certified",
        "Was given the certificate of a course, or was given it again with corrected words.",
    ),
    Term("revoked", "had a certificate revoked", "The academy took the certificate of a course back."),
    Term("reopened", "was reopened", "A review took a pass away: a course that was completed is not any more."),
)

ACTIVITY_TYPES = _by_slug(
    _adl("activities", "course", "Course", "A course of the academy."),
    _adl("activities", "module", "Module", "A part of a course."),
    _adl("activities", "lesson", "Lesson", "A text to read."),
    _adl("activities", "assessment", "Quiz", "A quiz."),
    _adl("activities", "cmi.interaction", "Question", "A question of a quiz."),
    _adl("activities", "simulation", "Scenario", "A simulated public page on which the public writes, or a dialogue that is held with a class."),
    Term("task", "Task", "Written work that an instructor marks by a rubric."),
    Term(
        "post",
        "Post",
        "What somebody of the simulated public wrote: a comment, a private message, a question of the press.",
    ),
)

EXTENSIONS = _by_slug(
    Term("attempt", "Attempt", "In the context: which attempt at the activity this is, counted from 1."),
    Term("minute", "Simulated minute", "In the context: the minute of the simulated day in which a move was made, counted from its opening."),
    Term("target", "Target", "In the context: what a move named, as a slug: an office, a person, a clause of the charter, a platform."),
    Term("provisional", "Provisional", "In the result: true while a person may still change whether this passed."),
    Term("revision", "Revision", "In the result: which word on the attempt this is. The first was said at its end, each later one by a review or a regrading."),
    Term("reason", "Reason", "In the result: why a person judged otherwise, in their words."),
    Term("criteria", "Criteria", "In the result: the level, or the points, of each criterion of the rubric by its slug; null where it does not apply."),
    Term("rules", "Rules cited", "In the result: by criterion, the slug of the conduct rule that the grade cites."),
    Term("evidence", "Evidence", "In the result: by criterion, the words that the level rests on, as pairs of first and last character (exclusive) of the reply."),
    Term("grader", "Grader", "In the result: the version of the program that graded, or of those that graded the texts of an attempt."),
    Term("red-lines", "Red lines", "In the result: the criteria of conduct that a reply missed altogether, which no score makes up for."),
    Term("valid-until", "Valid until", "In the result: the last day on which a certificate is valid, as YYYY-MM-DD; none where it does not expire."),
    Term("reissued", "Reissued", "In the result: true where a certificate took the place of an earlier one."),
    Term("guided", "Guided", "In the context: true where a coach gave hints."),
)  # fmt: skip

IN_CONTEXT = ("attempt", "minute", "target", "guided")
SECTIONS: dict[Section, dict[str, Term]] = {
    "verbs": VERBS,
    "activity-types": ACTIVITY_TYPES,
    "extensions": EXTENSIONS,
}


def iri(base: str, section: Section, slug: str) -> str:
    """The IRI of a word; `base` is the academy's address. Raises KeyError for a word that is not listed here."""
    return SECTIONS[section][slug].iri or f"{base}/xapi/{section}/{slug}"
