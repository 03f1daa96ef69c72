"""What the editor of courses says of each field."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from academy.rules import outline as rules
from academy.rules.pack import Source
from academy.studio.groups import NamedRows, PartShape
from academy.studio.schemas import shapes_of
from academy.studio.shapes import Hidden, Says, shaped
from academy.triage import TRIAGE
from courses.pack import Course, Dialogue, Draw, Extent, Lesson, Module, Quiz, Reflection, Scenario, Task, Term
from courses.questions import Matching, Multiple, Option, Ordering, Pair, Single
from courses.studio.shapes import Competencies, EarlierModules
from courses.tasks.rubric import Criterion, Level

COUNTS = {"best": _l("the best attempt"), "last": _l("the last attempt")}

TITLE = Says(_l("Title"), _l("As learners read it in the course and on top of the page."))
MINUTES = Says(_l("Minutes"), _l("How long it takes somebody who does it for the first time. Learners plan with it."))
PASS_MARK = Says(
    _l("Pass mark, in percent"),
    _l(
        "Whoever has this much or more has passed. All that is not optional has to be passed to complete the course; 60 is usual."
    ),
)
ATTEMPTS = Says(
    _l("Attempts"),
    _l("How often a learner may try. 0 means as often as they like. Whoever has used them up talks to an instructor."),
)
COUNTING = Says(
    _l("Which attempt counts"),
    _l("With the best one, trying again can only help. With the last one, a worse attempt replaces a better one."),
    options=COUNTS,
)
OPTIONAL = Says(
    _l("Optional"),
    _l("Learners may leave it out. It counts neither for completing the course nor for its score and hours."),
)
REQUIRES = Says(
    _l("Which modules have to be finished first"),
    _l("Until then this one is locked. Only modules that stand before it can be chosen; none is fine."),
)
PROMPT = Says(
    _l("Question"), _l("One question, answered without looking anything up. Give the situation, then ask."), rows=3
)
OPTIONS = Says(
    _l("Answers"), _l("Learners see them in another order each time. Give each its feedback, the right ones too.")
)
OBJECTIVES = Says(
    _l("Objectives"),
    _l("What it teaches, practises or examines, of the competencies of the bank."),
    choices="objectives",
    folded=True,
)
ASKED = {
    "prompt": PROMPT,
    "objective": Says(_l("Objective"), _l("What it examines, of the competencies of the bank."), choices="objectives"),
    "triage": Says(
        _l("Kinds of post that it is about"),
        _l("None, where it is about no certain kind."),
        options=TRIAGE,
        folded=True,
    ),
}
QUESTIONS = {
    Single: {**ASKED, "options": OPTIONS},
    Multiple: {**ASKED, "options": OPTIONS},
    Ordering: {
        **ASKED,
        "steps": Says(_l("Steps, in the right order"), _l("One a line, 3 to 8. Learners get them mixed up."), rows=6),
        "feedback": Says(_l("Feedback"), _l("Why this order. Learners read it after they have answered."), rows=3),
    },
    Matching: {
        **ASKED,
        "pairs": Says(_l("Posts"), _l("Each with the kind of post that it is. Learners choose the kind for each.")),
        "distractors": Says(
            _l("Further kinds that are offered"),
            _l("They fit none of the posts and keep learners from guessing."),
            options=TRIAGE,
        ),
    },
    Option: {
        "text": Says(_l("Answer"), rows=2),
        "right": Says(_l("This answer is right")),
        "feedback": Says(
            _l("Feedback"), _l("Shown to whoever chose it: why it is right, or what speaks against it."), rows=2
        ),
    },
    Pair: {
        "post": Says(_l("Post"), _l("As the public would write it."), rows=2),
        "triage": Says(_l("What kind of post it is"), options=TRIAGE),
        "feedback": Says(_l("Feedback"), _l("Shown to whoever chose another kind."), rows=2),
    },
}
REFLECTION = {Reflection: {"slug": shaped(Hidden, ""), "prompt": Says(_l("Question"), rows=2)}}


def _reflection(says: Says) -> NamedRows:
    row = PartShape(says, inner=shapes_of(Reflection, ("slug", "prompt"), REFLECTION))
    return NamedRows(says, row=row, after="prompt", kind="question")


WORDS = {
    Course: {
        "title": Says(_l("Title"), _l("As learners see it, and as it stands on the certificate.")),
        "code": Says(
            _l("Course number"), _l("Your own short number for it, such as OO-1. It stands on the certificate.")
        ),
        "language": Says(_l("Language"), _l("The language that you write it in."), options=rules.LANGUAGES),
        "summary": Says(
            _l("Summary"), _l("Two or three sentences for learners: what it is about, for whom, what they will do.")
        ),
        "hours": Says(_l("Learning hours"), _l("As printed on the certificate, such as 4.5.")),
        "valid_months": Says(
            _l("Valid for so many months"),
            _l("After that time the certificate has to be renewed. Leave it empty for one that does not run out."),
        ),
        "competencies": shaped(
            Competencies,
            _l("What learners can do after it"),
            _l("It stands on the certificate."),
            choices="competencies",
            rows=6,
        ),
        "rules": Says(
            _l("Rules and directory of offices"), _l("Of the country that the course is for."), choices="rules"
        ),
        "bank": Says(
            _l("Question bank"),
            _l("Quizzes can draw from it, each attempt other questions, and its competencies are those of the course."),
            choices="bank",
            blank=_l("None"),
        ),
        "glossary": Says(
            _l("Glossary"),
            _l("Words that learners may want to look up. Where a lesson uses one, it is explained there."),
        ),
    },
    Term: {"term": Says(_l("Word")), "meaning": Says(_l("What it means"), _l("A sentence or two."), rows=2)},
    Module: {
        "title": Says(_l("Title"), _l("What this part of the course is about.")),
        "summary": Says(_l("Summary"), _l("One or two sentences. Learners read them above the activities."), rows=3),
        "requires": replace(REQUIRES, shape=EarlierModules(REQUIRES)),
        "enough": Says(
            _l("So many activities are enough"),
            _l("For a module from which learners choose. Leave it empty where all of them have to be passed."),
        ),
        "handout": Says(
            _l("Handout"),
            _l("One page to print, to be kept at the desk. It is written like the text of a lesson."),
            rows=12,
        ),
    },
    Lesson: {
        "title": TITLE,
        "minutes": MINUTES,
        "body": Says(
            _l("Text"), _l("Short paragraphs, one thought each. As you write, you see it as learners will."), rows=24
        ),
        "sources": Says(_l("Sources"), _l("Where the facts of the lesson come from, shown at its end.")),
        "objectives": OBJECTIVES,
        "optional": OPTIONAL,
        "reflection": shaped(
            _reflection,
            _l("To look back"),
            _l("Questions at the end that learners answer for themselves. Nobody else reads their answers."),
        ),
    },
    Quiz: {
        "title": TITLE,
        "minutes": MINUTES,
        "pass_mark": PASS_MARK,
        "attempts": ATTEMPTS,
        "counts": COUNTING,
        "optional": OPTIONAL,
        "intro": Says(
            _l("Before the questions"), _l("A sentence or two under the title. It may be left empty."), rows=3
        ),
        "draws": Says(
            _l("Drawn from the question bank"),
            _l(
                "Each attempt draws other questions, as long as there are any. They come after those of the quiz's own."
            ),
            folded=False,
        ),
    },
    Draw: {
        "count": Says(_l("How many questions")),
        "objectives": Says(
            _l("On these objectives only"), _l("None chosen means: on any."), choices="objectives", folded=True
        ),
        "triage": Says(
            _l("About these kinds of post only"), _l("None chosen means: about any."), options=TRIAGE, folded=True
        ),
    },
    Scenario: {
        "title": Says(_l("Title"), _l("As learners read it in the course. Usually that of the scenario.")),
        "minutes": MINUTES,
        "pass_mark": PASS_MARK,
        "attempts": ATTEMPTS,
        "counts": COUNTING,
        "guided": Says(_l("With the coach"), _l("The coach is at the learner's side to begin with.")),
        "optional": OPTIONAL,
        "objectives": OBJECTIVES,
    },
    Dialogue: {
        "title": Says(_l("Title"), _l("As learners read it in the course. Usually that of the dialogue.")),
        "minutes": MINUTES,
        "pass_mark": PASS_MARK,
        "attempts": Says(
            _l("Attempts"), _l("At how many sittings a learner may answer. 0 means as many as there are.")
        ),
        "counts": COUNTING,
        "optional": Says(
            OPTIONAL.label,
            _l(
                "Learners may leave it out. It counts neither for completing the course nor for its score and hours."
                " Without this tick, learners who never get a class cannot complete the course."
            ),
        ),
        "objectives": OBJECTIVES,
    },
    Task: {
        "title": TITLE,
        "minutes": MINUTES,
        "pass_mark": PASS_MARK,
        "attempts": ATTEMPTS,
        "counts": COUNTING,
        "optional": OPTIONAL,
        "brief": Says(
            _l("What learners are to write"),
            _l("The situation, what to write, for whom, and what to look at."),
            rows=12,
        ),
        "starter": Says(
            _l("Text to begin with"), _l("Stands in the box already, such as headings. It may be left empty."), rows=8
        ),
        "words": Says(_l("Length")),
        "checklist": Says(_l("Checklist"), _l("One a line. Learners go through it before they send their text.")),
        "example": Says(
            _l("A text that would do well"),
            _l("Learners see it once they cannot copy it any more. It may be left empty."),
            rows=10,
        ),
        "objectives": OBJECTIVES,
    },
    Extent: {
        "least": Says(_l("Words at least"), _l("Told to learners. Shorter texts can be sent all the same.")),
        "most": Says(_l("Words at most"), _l("A little more is let pass, a quarter more is not.")),
    },
    Criterion: {
        "title": Says(_l("What is looked at"), _l("Such as “Says who is responsible”.")),
        "weight": Says(_l("Weight"), _l("How much it counts beside the others: 2 counts twice as much as 1.")),
        "levels": Says(
            _l("Levels"),
            _l("From the best to the lowest, 2 to 6. Who marks chooses one; learners read it, with its description."),
        ),
    },
    Level: {
        "points": Says(_l("Points"), _l("Fewer than on the level above.")),
        "label": Says(_l("Name"), _l("A word or two: “Complete”, “In part”, “Missing”.")),
        "description": Says(_l("What such a text looks like"), rows=2),
    },
    **QUESTIONS,
    **REFLECTION,
    Source: rules.WORDS[Source],
}
