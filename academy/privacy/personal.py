"""What privacy itself keeps of people: that they were erased, by a number."""

from flask_babel import lazy_gettext as _l

from academy.privacy.holdings import holds, only_acts, sets_aside
from academy.privacy.models import Erasure, RetentionPeriod

holds(
    Erasure, "erasures", _l("That the person was erased"), (Erasure.person_id,), erases={}, keeps="counts", theirs=False,
    why=_l("So that a backup that is restored is erased again."),
)  # fmt: skip
only_acts("administrators who asked for an erasure", Erasure.asked_by_id)
sets_aside("how long the academy keeps what", RetentionPeriod)
