"""What accounts keep of people."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy import clock
from academy.accounts import lockouts
from academy.accounts.models import Person, ResetLink, ServiceGroup, SignInFailure
from academy.accounts.sign_in_models import (
    AsideForm,
    RecoveryCode,
    SecondFactor,
    SecondFactorUse,
    SignInSession,
    SsoLink,
)
from academy.privacy import periods, words
from academy.privacy.holdings import holds, only_acts, sets_aside
from academy.privacy.periods import Period

sets_aside("a list of the academy's", ServiceGroup)
holds(
    Person, "person", _l("Name, address, personal number, service group"), (Person.id,),
    erases={
        "email": None, "name": lambda row: _("Erased person %(number)s", number=row.id), "second_name": "",
        "second_script": "", "personal_number": "", "language": "", "password_hash": None, "active": False,
        "anonymous": True, "erased_at": lambda row: clock.now(),
    },
    keeps="role service_code", why=words.STATISTICS, hides="password_hash",
)  # fmt: skip
holds(ResetLink, "reset_links", _l("Links to set a password"), (ResetLink.person_id,), hides="token_digest")
only_acts("administrators who made a link", ResetLink.issued_by_id)
holds(
    SignInFailure,
    "failed_sign_ins",
    _l("Failed sign-ins"),
    lambda person: SignInFailure.__table__.c.email_digest == lockouts.digest_of(person),
    hides="email_digest",
)
holds(
    SignInSession,
    "sessions",
    _l("Devices that are signed in, and since when"),
    (SignInSession.person_id,),
    hides="key_digest",
)
holds(SecondFactor, "second_factor", _l("The second factor"), (SecondFactor.person_id,), hides="sealed_secret")
holds(SecondFactorUse, "second_factor_uses", _l("Codes that were used"), (SecondFactorUse.person_id,), exported=False)
holds(RecoveryCode, "recovery_codes", _l("Recovery codes"), (RecoveryCode.person_id,), hides="code_digest")
holds(SsoLink, "single_sign_on", _l("The link to single sign-on"), (SsoLink.person_id,))
holds(AsideForm, "forms_aside", _l("Forms put aside while signing in"), (AsideForm.person_id,), exported=False)
periods.keeps(
    Period(
        "failed_sign_ins",
        _l("Failed sign-ins"),
        30,
        **periods.rows(SignInFailure.__table__, SignInFailure.__table__.c.at)
    )
)
periods.keeps_always(_l("Sessions"), _l("until they end, a week at most as shipped"))
periods.keeps_always(_l("Forms put aside, links and codes"), _l("until they are used, or for some hours"))
