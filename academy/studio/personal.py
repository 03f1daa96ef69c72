"""What the studio keeps of those who write in it."""

from flask_babel import lazy_gettext as _l

from academy.privacy import words
from academy.privacy.holdings import holds, sets_aside
from academy.studio.models import Draft, DraftVersion, DraftVisit, PackUpload

sets_aside("content that authors write for everybody", Draft)
holds(
    DraftVersion, "draft_versions", _l("Versions of drafts"), (DraftVersion.person_id,),
    erases={}, keeps="document files note", why=words.WORK, hides="document", theirs=False,
)  # fmt: skip
holds(DraftVisit, "draft_visits", _l("Drafts that are open"), (DraftVisit.person_id,))
holds(PackUpload, "pack_uploads", _l("Packs that were brought"), (PackUpload.person_id,), files={"data": "zip"})
