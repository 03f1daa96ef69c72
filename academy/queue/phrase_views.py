"""The comment bank: an instructor's own phrases, and those that others share."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from academy import queue
from academy.access import current_person, only
from academy.errors import Refused
from academy.pages import page
from academy.queue import phrases as bank
from academy.queue.forms import PhraseForm
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
    found = [phrase for phrase in bank.of(current_person) if phrase.topic in dict(topics)]
    return page(400 if form.errors else 200, form=form, topics=topics, found=found, limit=bank.LONGEST)


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
