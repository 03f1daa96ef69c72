"""The packs that come with the academy, read once for the tests of their content."""

import academy.app  # noqa: F401  says which kinds of pack there are
from academy import editions
from academy.editions import packs

RULES = packs.KINDS["rules"].shipped / "pakistan"
SCENARIOS = sorted(path.parent for path in packs.KINDS["scenario"].shipped.glob(f"*/{packs.PACK_FILE}"))
READ, FINDINGS = editions.read_many([RULES, *SCENARIOS], stored=False)
PAKISTAN = next((pack.content for pack in READ if pack.kind == "rules"), None)
CONTENTS = {pack.slug: pack.content for pack in READ if pack.kind == "scenario"}
