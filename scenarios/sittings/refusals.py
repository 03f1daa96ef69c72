"""What cannot be done at a sitting, and why."""


class Refusal(Exception):
    """`code` says why, in a word that pages know; `by` names who was faster, where somebody was."""

    def __init__(self, code: str, by: str = ""):
        super().__init__(code)
        self.code, self.by = code, by
