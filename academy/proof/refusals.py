"""Why something that was presented proves nothing."""


class Refusal(Exception):
    """What was presented is not a certificate of ours as it was issued; the message says what is wrong with it."""


class Unsigned(Refusal):
    """It holds nothing that any key has signed, or is no such thing at all."""


class Stranger(Refusal):
    """It is signed, and by no key of the academy."""


class Altered(Refusal):
    """A key of the academy signed something, and this is no longer it."""
