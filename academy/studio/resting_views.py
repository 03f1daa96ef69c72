"""After an edition that others cite: which published packs rest on a former one, and their way to the present one."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from academy import clock, editions
from academy.access import current_person, only
from academy.editions import citing
from academy.editions.models import CITED, Edition
from academy.pages import page
from academy.studio.context import AUTHORS
from academy.studio.views import bp


class RenewForm(FlaskForm):
    packs = SelectMultipleField(validate_choice=False)
    note = StringField(validators=[InputRequired(), Length(max=300)])


@bp.route("/<kind>/<pack>/resting", methods=["GET", "POST"])
@only(*AUTHORS)
def resting(kind, pack):
    """The published packs that rest on a former edition of this one."""
    edition = editions.published_or_404(kind, pack) if kind in CITED else abort(404)
    if request.method == "GET":
        note = _("With “%(title)s” of %(day)s", title=edition.title, day=format_date(clock.today(), "d MMMM y"))
        return page(edition=edition, found=citing.resting(kind, pack), form=RenewForm(formdata=None, note=note))
    form = RenewForm()
    former = {f"{each.edition.kind}/{each.edition.slug}": each.edition for each in citing.resting(kind, pack)}
    if not form.packs.data:
        form.packs.errors = [_("Choose at least one.")]
    elif not form.validate():
        form.note.errors = [_("Say in a few words why, for the history.")]
    if form.packs.errors or form.note.errors:
        return page(400, edition=edition, found=citing.resting(kind, pack), form=form)
    done = sum(_renewed(former[name], form.note.data.strip()) for name in form.packs.data if name in former)
    if done:
        message = ngettext("%(num)s pack rests on it as it is now.", "%(num)s packs rest on it as it is now.", done)
        flash(message, "success")
    return redirect(url_for(".resting", kind=kind, pack=pack))


@bp.app_template_global()
def citing_of(kind: str, pack: str) -> list[Edition]:
    """What cites a pack, for the page that publishes it."""
    return citing.offered(kind, pack)


def _renewed(edition: Edition, note: str) -> bool:
    """Whether it went; one that does not go together with what it cites any more stays, and the page says why."""
    try:
        citing.renew(current_person, edition, note)
    except citing.NotPossible:
        return False
    return True
