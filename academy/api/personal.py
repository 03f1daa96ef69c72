"""What the records API keeps of people: tokens of the administrators who made them."""

from flask_babel import lazy_gettext as _l

from academy.api.models import ApiToken
from academy.privacy.holdings import holds

holds(
    ApiToken,
    "api_tokens",
    _l("Tokens of programs"),
    (ApiToken.person_id,),
    hides="token_digest",
    theirs=False,
)
