"""What the work of reviewers keeps of them, and of the learners whose texts they judge."""

from flask_babel import lazy_gettext as _l

from academy.privacy import periods, words
from academy.privacy.holdings import holds
from academy.privacy.periods import Period
from academy.queue.models import Batch, Claim, Phrase

_phrase, _batch = Phrase.__table__, Batch.__table__

holds(Claim, "claims", _l("Work at hand"), (Claim.person_id,))
holds(
    Phrase, "phrases", _l("Own phrases to use again"),
    (Phrase.owner_id,), where=~_phrase.c.shared,
)  # fmt: skip
holds(
    Phrase, "shared_phrases", _l("Phrases that are shared"),
    (Phrase.owner_id,), where=_phrase.c.shared, erases={}, keeps="topic text", why=words.WORK, theirs=False,
)  # fmt: skip
holds(Batch, "batches", _l("Judgements that were prepared"), (Batch.person_id,), theirs=False)
periods.keeps(
    Period(
        "batches",
        _l("Judgements as they were prepared, once they are kept or left"),
        90,
        **periods.rows(_batch, _batch.c.made_at, _batch.c.finished_at.is_not(None) | _batch.c.applied_at.is_(None)),
    )
)
