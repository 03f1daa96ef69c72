"""What the editor says of a scenario's own fields, its office, and the people of its public."""

from flask_babel import lazy_gettext as _l

from academy.studio.groups import NamedRows, PartShape
from academy.studio.schemas import shapes_of
from academy.studio.shapes import Hidden, Says, shaped
from scenarios import wording
from scenarios.pack import Capacity, Clause, Desk, Fact, Habit, Mandate, Page, Persona, Referral, Scenario
from scenarios.studio.shapes import Degree, Handle, NamedPart, Percent
from scenarios.studio.terms import DIFFICULTIES, DISPOSITIONS, HABITS, INFLUENCE, LANGUAGES

SLUG = shaped(Hidden, "")
WORDS = {
    Clause: {"slug": SLUG, "text": Says(_l("Rule"))},
    Desk: {"slug": SLUG, "name": Says(_l("Name"))},
    Fact: {
        "text": Says(_l("Fact"), rows=2),
        "policy": Says(_l("A fixed line: an answer that says otherwise is out of bounds")),
    },
    Referral: {
        "office": Says(_l("Office"), choices="offices"),
        "channel": Says(_l("How to reach it"), _l("What a good answer names: helpline 118.")),
    },
    Mandate: {
        "can": Says(_l("It may"), _l("A line for each thing: replace street lamps.")),
        "cannot": Says(
            _l("It may not"),
            _l("A line for each thing that a learner might promise all the same: repair transformers."),
        ),
        "refer": Says(
            _l("Belongs to others"), _l("The offices to which matters have to go, and how a citizen reaches each.")
        ),
    },
    Capacity: {
        "places": Says(_l("Matters at once")),
        "busy": Says(_l("Busy with each for (minutes)"), _l("Empty: to the end of the day.")),
    },
    Habit: {
        "on": Says(_l("When"), options=HABITS),
        "minutes": Says(_l("After how many minutes")),
        "chance": shaped(Percent, _l("In how many of 100 runs")),
        "texts": Says(_l("They write one of these"), _l("One text a line; one is drawn.")),
    },
}
WORDS[Page] = {
    "name": Says(_l("Name of the page"), _l("The office, never a person: “Municipal Committee, Testpur”.")),
    "handle": shaped(
        Handle, _l("Name after the @"), _l("Short, in Latin letters: mc-testpur. Left empty, it is made from the name.")
    ),
    "about": Says(
        _l("About the page"), _l("What visitors read at its top: what the office does and when it answers."), rows=3
    ),
    "charter": shaped(
        lambda says: NamedRows(
            says, row=PartShape(says, inner=shapes_of(Clause, ("slug", "text"), WORDS)), after="text", kind="rule"
        ),
        _l("Rules of the page"),
        _l("What visitors may not write here. A learner who hides a post has to say which of these it breaks."),
    ),
}


def _desks(label, hint, kind):
    return shaped(
        lambda says: NamedRows(
            says, row=PartShape(says, inner=shapes_of(Desk, ("slug", "name"), WORDS)), after="name", kind=kind
        ),
        label,
        hint,
    )


WORDS[Persona] = {
    "name": Says(_l("Name"), _l("As it stands over what they write: a person, a shop, a news desk.")),
    "about": Says(_l("Who they are"), _l("In a line. Learners can read it: sells tea under lamp 14.")),
    "disposition": shaped(
        Degree,
        _l("How they stand to the office"),
        _l("How fast they get angry, and how fast they forgive."),
        options=DISPOSITIONS,
    ),
    "influence": shaped(
        Degree,
        _l("How far their word carries"),
        _l("The more, the more a bad answer to them costs."),
        options=INFLUENCE,
    ),
    "language": Says(_l("They write in"), options=LANGUAGES, blank=_l("the language of the scenario")),
    "habits": Says(
        _l("What they write of their own accord"),
        _l(
            "Under any post of theirs, once, without a reaction of its own. "
            "Leave it empty if they write only what you plan."
        ),
    ),
}
WORDS[Scenario] = {
    "title": Says(_l("Title"), _l("As learners see it in the list of scenarios.")),
    "language": Says(_l("Language of the page"), options=LANGUAGES),
    "difficulty": Says(
        _l("How hard it is"),
        _l("For whom it is meant: a first day on a page, a usual day, or a day on which much goes wrong at once."),
        options=DIFFICULTIES,
    ),
    "summary": Says(_l("Summary"), _l("One or two sentences in the list: what happens, and what it trains."), rows=2),
    "warning": Says(
        _l("What may hurt"),
        _l("Said before the run begins: abuse, threats, harm to people. Leave it empty if nothing of the kind is shown."),
        rows=2,
    ),
    "brief": Says(
        _l("Briefing"),
        _l(
            "What a learner reads before the start: who they are, what the page is for, "
            "what has happened so far, how long it takes. "
            "An empty line begins a paragraph; a line that begins with a hyphen is a point of a list."
        ),
        rows=10,
    ),
    "rules": Says(
        _l("Conduct rules and offices"),
        _l("Of which country. They decide which offices can be chosen below."),
        choices="rules",
    ),
    "page": shaped(
        lambda says: NamedPart(
            says,
            inner=shapes_of(Page, ("name", "handle", "about", "charter"), WORDS),
            slug="handle",
            after="name",
            kind="office",
        ),
        _l("The official page"),
    ),
    "opens": Says(_l("The day begins at"), _l("The clock at minute 0, as hours and minutes: 09:00.")),
    "minutes": Says(
        _l("It lasts (minutes)"), _l("On the clock of the scenario, not of the learner: 120 is two hours.")
    ),
    "pace": Says(
        _l("Minutes that pass in one real minute"),
        _l("While the page is open. 4 is usual; with 0 only what the learner does takes time."),
    ),
    "trust": Says(_l("Trust at the beginning"), _l("0 to 100. Good answers raise it. 50 is usual.")),
    "heat": Says(
        _l("Heat at the beginning"),
        _l("0 to 100: how angry the page is. Bad answers and silence raise it. 20 is usual."),
    ),
    "costs": Says(
        _l("How long each action takes (minutes)"),
        _l("Only where it is not the usual: 5 for an answer, 10 for a statement, 3 to refer, 15 to wait."),
        options=wording.ACTIONS,
    ),
    "cites": Says(
        _l("The rule behind each criterion"),
        _l("It is cited beside a grade. Leave open what no rule says."),
        options=wording.CRITERIA,
        choices="conduct",
    ),
    "directory": Says(
        _l("Offices to refer to"),
        _l("What learners choose from when they refer a post. Tick wrong ones too: the choice should be a real one."),
        choices="offices",
    ),
    "escalate_to": _desks(
        _l("Whom to tell inside"),
        _l("Superiors and colleagues to whom a post can be escalated, one in each row."),
        "desk",
    ),
    "report_to": _desks(_l("Where to report"), _l("The platform, the police: whom a post can be reported to."), "desk"),
    "facts": Says(
        _l("What the office knows"),
        _l(
            "One fact in each row, with names, numbers, days. "
            "Good answers use them; what is not here counts as made up."
        ),
    ),
    "mandate": Says(_l("What it may do"), _l("Holds for the whole scenario. A post can add to it.")),
    "parties": Says(
        _l("Words that stand for a party"),
        _l("A word a line, such as the symbol of a party that you invented, in every language that is written here. "
           "Praise or blame of it counts as taking a side."),
    ),
    "statement": Says(_l("A statement of its own")),
    "personas": Says(_l("People")),
    "posts": Says(_l("Posts")),
    "reactions": Says(_l("Reactions")),
    "capacity": Says(
        _l("Who gets full"),
        _l(
            "Offices or colleagues that can take only so many matters. Learners see what is free. "
            "Leave it empty where it does not matter."
        ),
        key=_l("Office or colleague"),
        choices="places",
    ),
    "guided": Says(_l("It begins with the coach beside the learner, as a tutorial does")),
    "reflection": Says(
        _l("Questions after the run"),
        _l("Up to four, a line each. Learners answer them for themselves beside their results."),
    ),
}
