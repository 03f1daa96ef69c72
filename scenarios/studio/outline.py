"""How scenarios are edited: the pages of the editor, and what they show besides their fields."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from academy import editions
from academy.studio import drafts, publishing
from academy.studio.models import Draft
from academy.studio.outline import Collection, Document, Outline, Page
from academy.studio.places import Place
from scenarios.pack import Persona, Post, Scenario
from scenarios.reaction import Reaction
from scenarios.studio import (
    advice,
    beginnings,
    choices,
    deadlines,
    office_words,
    picture,
    post_words,
    reaction_words,
    rehearsals,
    sentences,
    uses,
)
from scenarios.studio.choices import arrival, offices, persona_title, post_title
from scenarios.studio.conditions import KINDS
from scenarios.studio.document import Document as Scene
from scenarios.studio.document import part, several, ways, whole, words
from scenarios.studio.met import Met
from scenarios.studio.names import Names, called
from scenarios.studio.terms import ACTION_HELP, CRITERION_HELP, TRIAGE, TRIAGE_HELP

WORDS = {**office_words.WORDS, **post_words.WORDS, **reaction_words.WORDS}


def _for_posts(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """The list of posts: a line for each, in order of time, and the picture. The page of one: what its words mean."""
    if not place.is_list:
        scene, at = Scene(document), whole(place.part.get("at"))
        clock = Names(scene, {}).clock(at) if at is not None else ""
        deadline = deadlines.in_words(scene, place.part)
        return {**_explained(draft, document, place), "clock": clock, "deadline": deadline}
    known = offices(drafts.cited_in("scenario", document)["rules"])
    names, brought = Names(Scene(document), known), {}
    for reaction in Scene(document).reactions:
        for slug in several(part(reaction.get("then")).get("posts")):
            brought.setdefault(slug, []).append(called(words(reaction.get("slug"))))
    lines = [
        {
            "key": key,
            "title": post_title(post, document),
            "time": names.clock(at) if (at := whole(post.get("at"))) is not None else "",
            "brought": brought.get(post["slug"], []),
            "triage": TRIAGE.get(words(post.get("triage")), ""),
        }
        for key, post in sorted(place.part, key=lambda own: arrival(own[1]))
    ]
    content, problems = publishing.problems_of(draft)
    rehearsed = rehearsals.of_draft(draft, None if problems else content)
    drawing = _drawing(draft, document, known, rehearsals.reached_of(rehearsed, document)) if lines else None
    return {"lines": lines, "drawing": drawing, "rehearsed": rehearsed}


def _drawing(draft: Draft, document: Document, known: Mapping[str, str], met: Met | None) -> picture.Drawing:
    return picture.of(
        document,
        met,
        address=lambda kind, slug: url_for("studio.edit", draft_id=draft.id, name=f"{kind}s/{slug}"),
        offices=known,
        rtl=get_locale().text_direction == "rtl",
    )


def _explained(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """What the fixed words on the page of a post or of the statement mean."""
    return {"triages": TRIAGE, "triage_help": TRIAGE_HELP, "action_help": ACTION_HELP, "criterion_help": CRITERION_HELP}


def _for_reactions(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """The sentences of the list, or the one of the reaction, and what of the learner's words its comments may quote."""
    scene, known = Scene(document), offices(drafts.cited_in("scenario", document)["rules"])
    if place.is_list:
        return {"sentences": {key: sentences.sentence(scene, entry, known) for key, entry in place.part}}
    found = [several(part(when.get("move")).get("found")) for when in ways(place.part)]
    quotable = [(kind, KINDS[kind]) for kind in found[0] if kind in KINDS and all(kind in each for each in found)]
    return {"sentence": sentences.sentence(scene, place.part, known), "quotable": quotable}


def _for_contacts(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """The rules that its offices come from."""
    slug = words(document.get("rules"))
    return {"own_rules": editions.published("rules", slug) if slug else None}


def _for_people(draft: Draft, document: Document, place: Place) -> dict[str, Any]:
    """How many posts each of them writes."""
    return {"posts_of": Counter(words(post.get("persona")) for post in Scene(document).posts)}


OUTLINE = Outline(
    kind="scenario",
    next_step=_l("Learners meet a scenario in a course: put it into one, here in the studio."),
    label=_l("Scenarios"),
    pages=(
        Page(
            "office",
            _l("The office"),
            _l("What the scenario is called, and whose page the learner answers for."),
            Scenario,
            ("title", "summary", "language", "difficulty", "rules", "page", "brief", "warning"),
        ),
        Page(
            "day",
            _l("The day"),
            _l("When it begins, how long it lasts, and how the public feels at the start."),
            Scenario,
            ("opens", "minutes", "pace", "trust", "heat", "costs"),
            template="studio/scenario/_day.html",
        ),
        Page(
            "knowledge",
            _l("What it knows and may do"),
            _l("Every answer is graded against this: what is true, and what this office may do about it."),
            Scenario,
            ("facts", "mandate", "parties"),
        ),
        Page(
            "contacts",
            _l("Whom it can turn to"),
            _l("Where a learner can take what this office cannot settle. Posts then say which of these is right."),
            Scenario,
            ("directory", "escalate_to", "report_to", "capacity"),
            below="studio/scenario/_contacts.html",
            more=_for_contacts,
        ),
        Page(
            "rules",
            _l("Rules behind the grades"),
            _l("Which conduct rule a learner is shown beside a grade. You can leave all of this open."),
            Scenario,
            ("cites",),
        ),
        Page(
            "statement",
            _l("A statement of its own"),
            _l("What the office says to everybody, of its own accord. Leave it as it is if none is expected."),
            Scenario,
            ("statement",),
            template="studio/scenario/_statement.html",
            more=_explained,
        ),
        Page(
            "afterwards",
            _l("Coach and afterthoughts"),
            _l("Whether the coach is there from the start, and what learners ask themselves at the end."),
            Scenario,
            ("guided", "reflection"),
        ),
    ),
    collections=(
        Collection(
            "personas",
            _l("People"),
            _l("a person"),
            _l("Who writes on the page: citizens, shops, the press, trolls. Posts and comments choose from them."),
            {"": Persona},
            title=persona_title,
            blank=beginnings.persona,
            mapping=True,
            table="studio/scenario/_people.html",
            uses=uses.of_person,
            more=_for_people,
        ),
        Collection(
            "posts",
            _l("Posts"),
            _l("a post"),
            _l("What the public writes and the learner has to deal with, in the order of time."),
            {"": Post},
            title=post_title,
            blank=beginnings.post,
            kinds=tuple(TRIAGE.items()),
            kinds_label=_l("What kind of post it is"),
            template="studio/scenario/_post.html",
            live={"deadline": "studio/scenario/_deadline.html"},
            table="studio/scenario/_posts.html",
            uses=uses.of_post,
            more=_for_posts,
        ),
        Collection(
            "reactions",
            _l("Reactions"),
            _l("a reaction"),
            _l(
                "How the public answers to what the learner does, or does not do: when this, then that. "
                "The upper ones happen first."
            ),
            {"": Reaction},
            title=lambda entry, document: called(words(entry.get("slug"))),
            blank=beginnings.reaction,
            kinds=beginnings.REACTIONS,
            kinds_label=_l("Begin with"),
            template="studio/scenario/_reaction.html",
            live={"sentence": "studio/scenario/_sentence.html"},
            table="studio/scenario/_reactions.html",
            uses=uses.of_reaction,
            more=_for_reactions,
        ),
    ),
    words=WORDS,
    blank=beginnings.scenario,
    choices=choices.CHOICES,
    links=((_l("Try it"), "trying.start"), (_l("Rehearsal"), "trying.rehearsal")),
    styles=("css/author.css", "css/story.css", "css/social.css", "css/trying.css"),
    scripts=("js/trying.mjs",),
    advice=advice.advice,
)
