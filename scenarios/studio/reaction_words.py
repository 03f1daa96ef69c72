"""What the editor says of reactions: of each thing that can set one off, and of each that can follow."""

from flask_babel import lazy_gettext as _l

from academy.studio.groups import KeyedRows, PartShape
from academy.studio.schemas import shapes_of
from academy.studio.shapes import Choice, Says, shaped
from scenarios import wording
from scenarios.reaction import Comment, Count, Crowd, MoveWhen, Quiet, Reaction, Swarm, Then, When
from scenarios.studio.conditions import KINDS
from scenarios.studio.names import STATUSES
from scenarios.studio.shapes import Compared, LevelCompared, MarkCompared, Percent, Picked, PickedRows
from scenarios.studio.terms import LANGUAGES


def _levels(says: Says) -> KeyedRows:
    key, value = Says(_l("Criterion"), options=wording.CRITERIA), Says(_l("is"))
    row = PartShape(says, inner={"key": Choice(key), "value": LevelCompared(value)})
    return KeyedRows(says, row=row, single=True)


def _picked(schema, begins):
    return lambda says: Picked(says, inner=shapes_of(schema, tuple(schema.model_fields), WORDS), begins=begins)


WORDS = {
    MoveWhen: {
        "on": Says(_l("It is about"), _l("One of the posts that you tick."), choices="posts"),
        "action": Says(_l("It is"), _l("One of the actions that you tick."), options=wording.ACTIONS),
        "worth": Says(
            _l("Doing so is worth"),
            _l(
                "As the page of the post says; a wrong office makes it poor. "
                "The words are another matter: “Its words as a whole are”."
            ),
            options=wording.WORTHS,
        ),
        "was": Says(
            _l("The post was, until then"),
            _l("Expired: the answer came late. Answered: it is a second answer."),
            options=STATUSES,
        ),
        "target": Says(_l("It goes to, or gives as reason"), _l("One of those that you tick."), choices="targets"),
        "levels": shaped(_levels, _l("A criterion of its words"), _l("All that you choose have to be so.")),
        "overall": shaped(
            MarkCompared,
            _l("Its words as a whole are"),
            _l("As the grader sees them: harmful, poor, adequate, good or exemplary. From adequate on they pass."),
        ),
        "found": Says(
            _l("Its words hold"), _l("One of those that you tick. Comments below can then quote it."), options=KINDS
        ),
        "missing": Says(_l("Its words hold none of these"), _l("None of those that you tick."), options=KINDS),
        "busy": Says(_l("Whoever it goes to has no place left")),
    },
    Quiet: {
        "on": Says(_l("Post"), choices="posts"),
        "minutes": Says(_l("Unanswered for (minutes)")),
    },
    Count: {
        "action": Says(_l("Action"), options=wording.ACTIONS),
        "times": shaped(Compared, _l("How often"), _l("On whatever posts, since the beginning.")),
    },
    Comment: {
        "persona": Says(_l("Who"), choices="people"),
        "under": Says(_l("Under"), choices="posts", blank=_l("no post: on the page itself")),
        "text": Says(_l("What they write"), rows=3),
        "language": Says(_l("Language"), options=LANGUAGES, blank=_l("the language of the scenario")),
    },
    Swarm: {
        "personas": Says(_l("By whom"), choices="people"),
        "texts": Says(
            _l("In these words"),
            _l("A text a line; each comment is one of them. [shame|disgrace] is either word, drawn anew each time."),
        ),
        "times": Says(_l("How many comments"), _l("2 to 60.")),
        "over": Says(_l("Within how many minutes")),
        "under": Says(_l("Under"), choices="posts", blank=_l("no post: on the page itself")),
        "language": Says(_l("Language"), options=LANGUAGES, blank=_l("the language of the scenario")),
    },
    Crowd: {
        "on": Says(_l("Post"), choices="posts"),
        "likes": Says(_l("More likes")),
        "shares": Says(_l("More shares")),
    },
}
MOVE = {name: [] for name in ("on", "action", "worth", "was", "target", "found", "missing")}
MOVE |= {"levels": {}, "overall": ">=3", "busy": True}
WORDS[When] = {
    "move": shaped(
        _picked(MoveWhen, MOVE),
        _l("The office does something"),
        _l("Asked of each thing that the learner does, at once."),
    ),
    "quiet": Says(_l("A post is left alone"), _l("Counted from when it arrived, or called for an answer again.")),
    "status": Says(
        _l("Where posts stand"),
        _l("Each of these has arrived, and stands so."),
        key=_l("Post"),
        choices="posts",
        values=STATUSES,
    ),
    "trust": shaped(Compared, _l("Trust is"), _l("0 to 100.")),
    "heat": shaped(Compared, _l("Heat is"), _l("0 to 100.")),
    "minute": shaped(Compared, _l("The minute is"), _l("Counted from the beginning of the day.")),
    "count": Says(_l("The office has done something often, or never")),
    "after": Says(_l("Other reactions have happened"), _l("All that you tick."), choices="reactions"),
    "unless": Says(_l("Not if another reaction was set off"), _l("None of those that you tick."), choices="reactions"),
}
WHEN = {"move": {}, "quiet": {"minutes": 60}, "status": {}, "trust": "<40", "heat": ">=60", "minute": ">=60"}
WHEN |= {"count": {"action": "hide", "times": ">=2"}, "after": [], "unless": []}
WORDS[Then] = {
    "posts": Says(_l("Posts arrive"), _l("Those that you tick, if they are not there yet."), choices="posts"),
    "comments": Says(_l("Somebody comments"), _l("Nobody has to answer a comment.")),
    "swarms": Says(_l("A swarm comes"), _l("Many comments that say nearly the same.")),
    "crowd": Says(_l("The crowd likes or shares a post"), _l("Besides what the crowd does by itself.")),
    "trust": Says(
        _l("Trust moves by"), _l("5 raises it, -5 lowers it. Good and bad answers move it anyway; this comes on top.")
    ),
    "heat": Says(_l("Heat moves by"), _l("5 makes the page angrier, -5 calmer.")),
    "status": Says(
        _l("A post stands otherwise"),
        _l("“Open” makes an answered post call for an answer again."),
        key=_l("Post"),
        choices="posts",
        values=STATUSES,
    ),
    "end": Says(_l("The run ends"), _l("Why, as the learner reads it: the page is taken over by your superior.")),
}
THEN = {"posts": [], "comments": [], "swarms": [], "crowd": [], "trust": -5, "heat": 5, "status": {}, "end": ""}
WORDS[Reaction] = {
    "slug": Says(_l("Short name")),
    "when": shaped(_picked(When, WHEN), _l("When"), _l("All of these have to be so at the same time.")),
    "or_when": shaped(
        lambda says: PickedRows(says, row=_picked(When, WHEN)(says)),
        _l("Or when"),
        _l("Sets it off by itself, whatever stands above. All of these have to be so at the same time."),
    ),
    "then": shaped(_picked(Then, THEN), _l("Then"), _l("All of this happens.")),
    "chance": shaped(Percent, _l("In how many of 100 cases"), _l("100: always.")),
    "times": Says(_l("How often in one run, at most"), _l("1 to 20; 1 is usual.")),
    "delay": Says(_l("Minutes in between"), _l("How long after the “when” the “then” comes. 0: at once.")),
}
