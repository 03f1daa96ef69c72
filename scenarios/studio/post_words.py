"""What the editor says of posts, of the statement, and of all that an answer to them is graded against."""

from collections.abc import Callable, Mapping
from functools import partial

from flask_babel import lazy_gettext as _l

from academy.studio.groups import PartShape
from academy.studio.schemas import shapes_of
from academy.studio.shapes import Says, shaped
from scenarios import wording
from scenarios.pack import Example, Exemplars, Post, Statement, Targets
from scenarios.rehearsal import best_action
from scenarios.studio.document import part, several
from scenarios.studio.shapes import AnotherPost, Begun, GroupedChoice
from scenarios.studio.terms import CHANNELS, LANGUAGES, OFFICERS, TARGETS, TRIAGE
from scenarios.vocabulary import ACTIONS, POST_ACTIONS

OCCASION = {
    "facts": Says(
        _l("Facts that only matter here"),
        _l("Besides those of the whole scenario. One in each row, with names, numbers, days."),
    ),
    "mandate": Says(
        _l("What the office may do here"), _l("Besides what it may do in the whole scenario. Often nothing.")
    ),
    "not_applicable": Says(
        _l("Not asked of an answer here"),
        _l("Tick what even a perfect answer would not have: a joke needs no next step."),
        options=wording.CRITERIA,
        folded=True,
    ),
    "weights": Says(
        _l("How much each counts"),
        _l("0 to 5; empty is 1. Give 2 to what matters most here."),
        options=wording.CRITERIA,
    ),
    "exemplars": Says(
        _l("What good and poor sentences look like"),
        _l("The grader learns from them what you mean. Take sentences as officers would write them, not keywords."),
        options=wording.CRITERIA,
    ),
    "example": Says(
        _l("A model answer"),
        _l("Learners see it after the run. It should pass: “Try it” says whether it does."),
        rows=6,
    ),
    "coach": Says(
        _l("What the coach says"),
        _l("Beside the post, before the learner decides, if the coach is there. A question works better than advice."),
        rows=3,
    ),
    "hints": Says(
        _l("Hints"),
        _l("Up to three, a line each, from a nudge to nearly everything. The first is free, each other costs points."),
    ),
}
WORDS = {
    Exemplars: {
        "meets": Says(_l("Good"), _l("One to three sentences that do it, a line each.")),
        "misses": Says(_l("Poor"), _l("One to three that fail at it, a line each.")),
    },
    Example: {
        "action": Says(_l("Does"), options={name: wording.ACTIONS[name] for name in ACTIONS}),
        "target": shaped(
            lambda says: GroupedChoice(says, groups=TARGETS),
            _l("To whom, or under which rule"),
            _l("Only if it is referred, escalated, hidden or reported."),
        ),
        "reply": Says(_l("In these words"), rows=5),
    },
    Targets: {
        "refer": Says(_l("Right offices"), choices="directory"),
        "escalate": Says(_l("Right people inside"), choices="desks"),
        "hide": Says(_l("Rules that it breaks"), choices="clauses"),
        "report": Says(_l("Right places"), choices="authorities"),
    },
}


def _officers(beginning: Callable[[str, Mapping], Mapping[str, str]]) -> Says:
    """What four kinds of officers do; `beginning(kind, occasion)` is what one does before the author says it."""

    def made(says):
        inner = {}
        for kind, name in OFFICERS.items():
            fields = shapes_of(Example, tuple(Example.model_fields), WORDS)
            inner[kind] = Begun(Says(name), inner=fields, beginning=partial(beginning, kind), required=False)
        return PartShape(says, inner=inner)

    return shaped(
        made,
        _l("How four officers would act"),
        _l(
            "For the rehearsal, which plays the scenario with their words. Not needed before you rehearse. "
            "The excellent one begins with what you said is best."
        ),
    )


def _on_post(kind: str, post: Mapping) -> dict[str, str]:
    """An excellent officer does what is best, and takes it to the first right target."""
    action = best_action(part(post.get("actions"))) if kind == "exemplary" else None
    if action is None:
        return {}
    return {"action": action, "target": next(iter(several(part(post.get("targets")).get(action))), "")}


def _on_statement(kind: str, statement: Mapping) -> dict[str, str]:
    return {"action": "statement"}


WORDS |= {
    Statement: {
        **OCCASION,
        "examples": _officers(_on_statement),
        "prompt": Says(
            _l("Who asks for it, and why"),
            _l("Learners read it where they write the statement: your superior wants a word by ten."),
            rows=2,
        ),
        "within": Says(_l("Late after (minutes)"), _l("From the beginning of the day. Empty: it is never late.")),
        "weight": Says(
            _l("How much it counts"),
            _l("0: nobody has to write one. With 1 to 5 one is expected, and counts like a post of this weight."),
        ),
    },
    Post: {
        **OCCASION,
        "examples": _officers(_on_post),
        "slug": Says(_l("Short name")),
        "persona": Says(_l("Who writes"), _l("One of your people."), choices="people"),
        "text": Says(_l("What they write"), _l("As people write: mistakes, dialect, capital letters and all."), rows=5),
        "language": Says(_l("Language"), _l("An answer should be in it."), options=LANGUAGES),
        "channel": Says(
            _l("How it comes"), _l("What is private or from the press cannot be hidden."), options=CHANNELS
        ),
        "under": shaped(
            AnotherPost,
            _l("Written under"),
            _l("If it answers another post."),
            choices="posts",
            blank=_l("no other post"),
        ),
        "at": Says(
            _l("Arrives at minute"),
            _l("Counted from the beginning of the day. Empty: it comes only when a reaction brings it."),
        ),
        "triage": Says(
            _l("What kind of post it is"),
            _l("It decides how long the office has, and learners are asked to tell."),
            options=TRIAGE,
        ),
        "within": Says(
            _l("Late after (minutes)"),
            _l("Empty: what offices usually promise for its kind, from 5 minutes in an emergency to two days."),
        ),
        "weight": Says(
            _l("How much it counts"),
            _l("0 to 5; 1 is usual, 3 for what the scenario is about, 0 keeps it out of the score."),
        ),
        "likes": Says(_l("Likes at the beginning"), _l("How popular it is when it arrives.")),
        "actions": Says(
            _l("What each action is worth"),
            _l(
                "Best is what a good officer does; acceptable does no harm; "
                "harmful makes it worse. More than one may be best."
            ),
            blank=_l("left open: poor"),
            options={name: wording.ACTIONS[name] for name in POST_ACTIONS},
            values=wording.WORTHS,
        ),
        "targets": Says(_l("Right targets")),
        "why": Says(
            _l("What a good officer sees here"),
            _l(
                "Learners read it after the run, beside what they did. "
                "Two or three sentences: what it is, what helps, what would harm."
            ),
        ),
    },
}
