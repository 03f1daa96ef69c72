"""All that an academy keeps as one file, and back, on either database: what `academy backup` and `academy restore` do."""


class BackupTrouble(Exception):
    """A backup cannot be made, read or restored; the message says why, and what to do if there is something."""
