"""The comment bank: an instructor's own phrases, and those that others share."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import queue
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.queue import phrases as bank
from academy.queue.forms import PhraseForm
from academy.queue.models import Phrase
from academy.queue.views import bp


@bp.route("/phrases", methods=["GET", "POST"])
@only("instructor")
def phrases():
    """The bank, and a form for a new phrase."""
    topics = [topic for source in queue.sources() for topic in source.topics()]
    form = PhraseForm()
    form.topic.choices = topics
    if form.validate_on_submit():
        try:
            bank.keep(current_person, form.topic.data, form.text.data, form.shared.data)
        except bank.TooMany as error:
            words = _("You have %(count)d phrases, which is as many as fit. Take one out first.", count=bank.MOST)
            raise Refused(409, words, typed=form.text.data, back=url_for(".phrases")) from error
        flash(_("The phrase is in your comment bank."), "success")
        return redirect(url_for(".phrases"))
    return page(400 if form.errors else 200, form=form, groups=_groups(dict(topics)), limit=bank.LONGEST)


@bp.post("/phrases/<int:phrase_id>")
@only("instructor")
def phrase(phrase_id):
    """Share a phrase of one's own with `do` as "share", keep it to oneself with "unshare", or take it out with
    "drop"."""
    own = bank.own_or_404(current_person, phrase_id)
    if request.form.get("do") == "drop":
        bank.drop(own)
        flash(_("The phrase is out of the bank. What was written with it stays."), "success")
    else:
        bank.share(own, request.form.get("do") == "share")
        flash(_("All instructors can use it now.") if own.shared else _("Only you can use it now."), "success")
    return redirect(url_for(".phrases"))


def remember(topics: Sequence[str], text: str, keep: bool = False) -> None:
    """Count the phrases in what somebody has written, and `keep` it as one for the last of the topics. The writer is told
    where that cannot be."""
    bank.count(current_person, topics, text)
    if not keep:
        return
    try:
        bank.keep(current_person, topics[-1], text)
    except bank.TooMany:
        flash(_("Your comment bank is full: take a phrase out of it before you keep another."), "warning")
    except bank.TooLong:
        words = f"{text[:40].strip()}…"
        said = _(
            "“%(words)s” is too long for your comment bank: a phrase has at most %(count)d characters.",
            words=words,
            count=bank.LONGEST,
        )
        flash(said, "warning")


def _groups(topics: dict[str, str]) -> list[tuple[str, list[Phrase]]]:
    """The phrases that somebody sees, with the title of their topic; last those of a topic that is no more, for their
    owner to take out."""
    found = bank.of(current_person)
    groups = [(title, [phrase for phrase in found if phrase.topic == topic]) for topic, title in topics.items()]
    others = [phrase for phrase in found if phrase.topic not in topics and phrase.owner_id == current_person.id]
    return [(title, own) for title, own in (*groups, (_("For what is offered no more"), others)) if own]
