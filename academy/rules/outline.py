"""How rules packs are edited: what their editor's pages are, and what it says of each field."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from academy import clock
from academy.rules.pack import Channel, Office, Rule, Rules, Source
from academy.studio.outline import Collection, Outline, Page
from academy.studio.shapes import Says

LANGUAGES = {"en": _l("English"), "ur": _l("Urdu"), "bn": _l("Bangla")}
CERTAINTY = {
    "official": _l("read in an official text"),
    "press": _l("known from the press only"),
    "advice": _l("our own advice"),
}
CHANNELS = {
    "helpline": _l("helpline"),
    "app": _l("app"),
    "website": _l("website"),
    "counter": _l("counter"),
    "inbox": _l("inbox"),
    "letter": _l("letter"),
}
WORDS = {
    Rules: {
        "title": Says(_l("Title"), _l("As instructors choose it, with the country.")),
        "country": Says(_l("Country"), _l("Its two capital letters: PK, BD.")),
        "language": Says(_l("Language"), options=LANGUAGES),
        "summary": Says(_l("Summary"), _l("Which rules and offices are in it, and as of when.")),
    },
    Rule: {
        "number": Says(_l("Number"), _l("As it is cited: Rule 24.")),
        "instrument": Says(_l("Law or document"), _l("What the rule stands in, with its year.")),
        "text": Says(_l("What it asks"), _l("In your own words, short. Learners read it beside their grade.")),
        "since": Says(_l("In force since"), _l("The first day on which it holds. Leave it empty if nobody knows.")),
        "until": Says(_l("Ends on"), _l("The first day on which it holds no more. Empty as long as it is in force.")),
        "source": Says(_l("Source"), _l("Where this can be looked up.")),
    },
    Office: {
        "name": Says(_l("Name"), _l("As the public knows the office.")),
        "handles": Says(_l("What it is for"), _l("One matter a line.")),
        "channels": Says(_l("How it is reached"), _l("What a citizen dials, opens or visits.")),
        "capacity": Says(_l("Matters a day"), _l("How many it takes on; 0 if nobody knows.")),
        "since": Says(_l("Open since"), _l("The first day. Leave it empty if nobody knows.")),
        "until": Says(
            _l("Closed from"),
            _l("The first day on which nothing is referred to it any more. Empty as long as it is open."),
        ),
        "source": Says(_l("Source"), _l("Where this can be looked up.")),
    },
    Channel: {"kind": Says(_l("Way"), options=CHANNELS), "value": Says(_l("Number or address"))},
    Source: {
        "title": Says(_l("What it is"), _l("Title of the text or page.")),
        "url": Says(_l("Address"), _l("Begins with https://")),
        "checked_on": Says(
            _l("Checked on"),
            _l(
                "The day on which somebody last compared this with its source. After a year it is listed as to be checked."
            ),
        ),
        "certainty": Says(_l("How certain"), options=CERTAINTY),
    },
}
OUTLINE = Outline(
    kind="rules",
    label=_l("Rules and offices"),
    pages=(
        Page("about", _l("About"), _l("What these rules are."), Rules, ("title", "country", "language", "summary")),
    ),
    collections=(
        Collection(
            "conduct",
            _l("Conduct rules"),
            _l("Conduct rule"),
            _l("Each rule that grades, lessons and debriefs may cite."),
            {"": Rule},
            title=lambda entry, document: " – ".join(filter(None, (entry.get("number"), entry.get("instrument"))))
            or entry["slug"],
            blank=lambda called, kind, document: {"number": called, "source": _source()},
            below="rules/_cited.html",
        ),
        Collection(
            "offices",
            _l("Directory of offices"),
            _l("Office"),
            _l("The offices that a matter can be referred to."),
            {"": Office},
            title=lambda entry, document: entry.get("name") or entry["slug"],
            blank=lambda called, kind, document: {"name": called, "source": _source()},
            below="rules/_cited.html",
        ),
    ),
    words=WORDS,
    blank=lambda title, rules: {"title": title, "language": "en", "conduct": [], "offices": []},
    styles=("css/transfer.css",),
    publishing="rules/_publishing.html",
    after=(_l("What rests on them"), lambda pack: url_for("studio.resting", kind="rules", pack=pack)),
)


def _source() -> dict:
    return {"checked_on": clock.today().isoformat()}
