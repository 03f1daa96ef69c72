"""Service groups, for administrators."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from academy import countries
from academy.access import current_person, only
from academy.accounts import service_groups
from academy.accounts.forms import stripped
from academy.pages import page

bp = Blueprint("services", __name__, url_prefix="/services")


class GroupForm(FlaskForm):
    name = StringField(_l("Name"), [DataRequired(_l("Enter a name")), Length(max=120)], filters=[stripped])
    country = SelectField(_l("Country"))

    def __init__(self, **own):
        super().__init__(**own)
        self.country.choices = [("", _("None")), *countries.by_name()]


class NewGroupForm(GroupForm):
    code = StringField(
        _l("Code"),
        [DataRequired(_l("Enter a code")), Length(max=20), Regexp(r"^[\w.-]+$", message=_l("Use letters, digits and hyphens"))],
        filters=[stripped],
    )  # fmt: skip


@bp.get("/")
@only("administrator")
def index():
    return page(groups=service_groups.listed(), countries=countries.names())


@bp.route("/new", methods=["GET", "POST"])
@only("administrator")
def new():
    form = NewGroupForm()
    if form.validate_on_submit():
        try:
            service_groups.add(current_person, form.code.data, form.name.data, form.country.data)
        except service_groups.Taken:
            form.code.errors = [_("There is a service group of this code or name already.")]
        else:
            flash(_("The service group is added."), "success")
            return redirect(url_for(".index"))
    return page(400 if form.errors else 200, form=form)


@bp.route("/<code>", methods=["GET", "POST"])
@only("administrator")
def edit(code):
    group = service_groups.group_or_404(code)
    form = GroupForm(obj=group)
    if form.validate_on_submit():
        try:
            service_groups.change(current_person, group, form.name.data, form.country.data)
        except service_groups.Taken:
            form.name.errors = [_("There is a service group of this name already.")]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".index"))
    return page(400 if form.errors else 200, form=form, group=group)


@bp.post("/<code>/retire")
@only("administrator")
def retire(code):
    group = service_groups.group_or_404(code)
    service_groups.retire(current_person, group)
    flash(_("%(name)s is offered to nobody any more. Whoever has it keeps it.", name=group.name), "success")
    return redirect(url_for(".index"))


@bp.post("/<code>/resume")
@only("administrator")
def resume(code):
    group = service_groups.group_or_404(code)
    service_groups.resume(current_person, group)
    flash(_("%(name)s is offered again.", name=group.name), "success")
    return redirect(url_for(".index"))
