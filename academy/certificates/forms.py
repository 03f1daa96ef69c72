"""The forms that check, reissue and revoke certificates."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileSize
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

LARGEST_FILE = 3_000_000
LONGEST_CODE = 5000


class CheckForm(FlaskForm):
    """A file, or else the text of a code: whichever is sent is checked."""

    file = FileField(
        _l("The file"),
        [FileSize(LARGEST_FILE, message=_l("This file is larger than 3 MB. A certificate of ours is far smaller."))],
        render_kw={"accept": ".pdf,.json,.jsonld,.png,application/pdf,application/json,image/png"},
    )
    code = TextAreaField(
        _l("What the code says"), [Length(max=LONGEST_CODE, message=_l("This is longer than any code of ours."))]
    )

    @property
    def seal(self) -> str:
        """What was pasted, without the address before it and without line breaks."""
        return "".join((self.code.data or "").rpartition("#")[2].split())

    def validate_file(self, field):
        if not field.data and not (self.code.data or "").strip():
            raise ValidationError(_("Choose a file first."))


class ReissueForm(FlaskForm):
    reason = TextAreaField(_l("Reason, kept in the register"), [DataRequired(_l("Say why")), Length(max=500)])


class RevokeForm(FlaskForm):
    reason = TextAreaField(
        _l("Reason, shown to whoever checks the certificate"), [DataRequired(_l("Say why")), Length(max=500)]
    )
