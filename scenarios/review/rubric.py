"""The rubric as a marker reads it: what each level of each criterion looks like."""

from flask_babel import lazy_gettext as _l

LEVELS = {
    "acknowledgement": {
        2: _l("Names this person's matter and shows regard for what it does to them, or thanks them for one thing."),
        1: _l("A general thanks, sorry or noted; or the matter without regard for the person."),
        0: _l("Nothing, or dismissive."),
    },
    "mandate": {
        2: _l("Agrees with the facts; says truly what this office does or, for another's matter, whom to reach and how."),
        1: _l("Right but vague, or without the one fact that matters."),
        0: _l("A wrong office, invented or false facts, a promise beyond its power, or nothing on it."),
    },
    "next_step": {
        2: _l("What is done, by whom, and by when; or a reference or channel by which to follow it."),
        1: _l("Something is done, but nobody knows by whom or when."),
        0: _l("Nothing, or a guarantee that nobody there can give."),
    },
    "clarity": {
        2: _l("Plain, short and complete, in a language that the writer of the post reads, fit for everybody's eyes."),
        1: _l("Understandable, but official phrases, too long or too short."),
        0: _l("Unclear, beside the point, no real answer, or in a language that they cannot be expected to read."),
    },
    "neutrality": {
        2: _l("Takes no side."),
        1: _l("Takes over a political way of putting it, or credits or blames a political figure in passing."),
        0: _l("Praises, attacks or argues for or against a party, politician, vote, sect or group."),
    },
    "office_not_person": {
        2: _l("The office speaks."),
        1: _l("A little personal credit, or a private number or account as the way to reach it."),
        0: _l("Self-promotion, asking for praise, endorsing a person, product or business, or a favour."),
    },
    "privacy": {
        2: _l("Shares and asks nothing private in public; needed details go to a private official channel."),
        1: _l("Asks in public for a personal detail, or repeats one. To ask in a private message is no fault."),
        0: _l("Tells somebody's personal data, who complained, or what is confidential or before a court."),
    },
    "composure": {
        2: _l("Calm and courteous, also when provoked."),
        1: _l("Defensive, curt, lecturing or a little sarcastic."),
        0: _l("An insult, mockery, a threat, or a quarrel with a troll."),
    },
}
