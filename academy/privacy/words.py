"""Why something stays when a person is erased, in the words that people read."""

from flask_babel import lazy_gettext as _l

STATISTICS = _l("What it came to is counted in the register and in statistics, under a number instead of a name.")
LOG = _l("The log of the academy stays, so that it can be verified. The values that were personal are emptied.")
WORK = _l("It is work for the academy, which others rely on. The name goes, the work stays.")
CHECKED = _l(
    "Whoever is shown a certificate has to get a true answer: serial, status and the digest of the document stay, without a name."
)
