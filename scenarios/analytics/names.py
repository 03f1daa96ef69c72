"""What goes wrong, and figures, in words."""

from flask_babel import lazy_gettext as _l

from academy.charts.written import decimal, percent, signed, whole  # noqa: F401  pages say names.percent

HANDLED = {
    "harmful": _l("Did harm"),
    "expired": _l("Not in time"),
    "poor": _l("Poor choice"),
    "words": _l("Words too weak"),
}
MOSTLY = {
    "harmful": _l("Mostly something harmful is done."),
    "expired": _l("Mostly nothing is done in time."),
    "poor": _l("Mostly the choice is poor."),
    "words": _l("Mostly the words are too weak."),
}
VERDICTS = {
    "negative": _l(
        "Good learners fail here more often than others: something in it is probably wrong. Look at its worths and facts."
    ),
    "low": _l("Good learners fail here nearly as often as others: look at its facts and what it counts as best."),
    "easy": _l("Nearly everybody gets its points, so it tells nobody apart. That is no fault."),
    "good": _l("Who does well elsewhere does well here."),
    "unknown": _l("Too few runs, or too much alike, to tell."),
}
# What each drawing is about, and how it is to be read.
HEADINGS = {
    "scores": (
        _l("Scores"),
        _l("The broken line is the pass mark. A red line fails a run whatever its score."),
    ),
    "criteria": (
        _l("Criteria and posts"),
        _l(
            "Mean level of the texts on a post, 0 to 2; the stronger the colour, the more is lost. Reviews count "
            "before grades."
        ),
    ),
    "posts": (
        _l("Posts most often mishandled"),
        _l(
            "Each run counts once for a post, for the worst that is true: harm or a red line; nothing done in "
            "time; a poor choice at best; a right choice whose words score less than the pass mark."
        ),
    ),
    "times": (
        _l("Time to answer"),
        _l(
            "Simulated minutes from the arrival of a post to the first thing done about it, as a share of the "
            "time that there is. Runs in which nothing was done are not in it."
        ),
    ),
    "referrals": (
        _l("Wrong referrals"),
        _l(
            "The first office that a post was referred to and that is not a right one, or a referral of what the "
            "office should keep."
        ),
    ),
    "discrimination": (
        _l("Which posts tell learners apart"),
        _l(
            "1: whoever earns the points of this post earns the others, too. 0: one says nothing of the other. "
            "Below 0.20 (the broken line) look at the post. The whiskers reach as far as 95 in 100 such groups "
            "would have put it."
        ),
    ),
    "reactions": (
        _l("Reactions met"),
        _l("What the public did because of what learners did or left."),
    ),
}
