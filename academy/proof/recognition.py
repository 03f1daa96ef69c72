"""The recognition of a shared practice as an Open Badges 3.0 credential: signed, checked and ended like that of a certificate
(academy.proof.credential), in status lists of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from openbadgeslib.ob3.credential import OB3_CONTEXT
from openbadgeslib.ob3.status_list import status_entry

from academy.proof import credential, status
from academy.proof.keys import PublicKey, SigningKey
from academy.proof.refusals import Altered, Unsigned

TITLE = "Good practice shared"
FIRST_LIST = 1_000_001  # certificates fill the lists from 1 on


@dataclass(frozen=True, kw_only=True)
class Claims:
    """`practice` is the title of what was shared; `status_index` the place in the status lists."""

    serial: str
    status_index: int
    name: str
    practice: str
    issued_on: date
    issuer: str
    second_name: str = ""
    second_language: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, Any], number: int) -> "Claims":
        """From what was frozen, as JSON keeps it; recognitions are numbered from 1."""
        names = ("serial", "name", "practice", "issuer", "second_name", "second_language")
        issued_on = date.fromisoformat(fields["issued_on"])
        return cls(status_index=index_of(number), issued_on=issued_on, **{name: fields[name] for name in names})


def index_of(number: int) -> int:
    """The place of a recognition in all status lists."""
    return (FIRST_LIST - 1) * status.PLACES + number


def lists(highest: int | None) -> range:
    """The numbers of the lists that hold the recognitions up to this one; none of no recognition."""
    return range(0) if highest is None else range(FIRST_LIST, status.place(index_of(highest))[0] + 1)


def issued(
    claims: Claims,
    key: SigningKey,
    *,
    at: datetime,
    base_url: str,
    criteria: str,
    description: str,
    evidence_url: str = "",
    email: str = "",
    salt: str = "",
    language: str = "en",
) -> str:
    """The signed credential, the same for the same arguments. `evidence_url` is a page that everybody may read, if there is
    one; `email` is told only as its hash with `salt`."""
    number, within = status.place(claims.status_index)
    document = {
        "@context": OB3_CONTEXT,
        "id": f"{base_url}/practices/badges/{claims.serial}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": TITLE,
        "issuer": {"id": key.public.did, "type": ["Profile"], "name": claims.issuer, "url": base_url},
        "validFrom": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "awardedDate": f"{claims.issued_on}T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": credential.identities(claims, email, salt),
            "licenseNumber": claims.serial,
            "achievement": {
                "id": achievement(key.public),
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": TITLE,
                "description": description,
                "criteria": {"narrative": criteria},
                "inLanguage": language,
            },
        },
        "evidence": [{**({"id": evidence_url} if evidence_url else {}), "type": ["Evidence"], "name": claims.practice}],
        "credentialStatus": status_entry(status.address(base_url, number), "revocation", within),
        "credentialSchema": [{"id": credential.SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return credential.signed(document, key, at)


def check(text: bytes | str, keys) -> tuple[Claims, PublicKey]:
    """What a credential says and the key that signed it; raises Unsigned, Stranger or Altered, and Unsigned for one that says
    something else than this."""
    document, key = credential.opened(text, keys)
    return _claims(document, key), key


def achievement(key: PublicKey) -> str:
    """Under the issuer's own name, as those of courses are."""
    return f"{key.did}/practices"


def _claims(document: dict[str, Any], key: PublicKey) -> Claims:
    """Of what a key of ours has signed."""
    try:
        subject, entry = document["credentialSubject"], document["credentialStatus"]
        if subject["achievement"]["id"] != achievement(key):
            raise Unsigned("This is a credential for something else.")
        (evidence,) = document["evidence"] if isinstance(document["evidence"], list) else [document["evidence"]]
        claims = Claims(
            serial=subject["licenseNumber"],
            status_index=status.index_of(entry["statusListCredential"], int(entry["statusListIndex"])),
            practice=evidence["name"],
            issued_on=date.fromisoformat(document["awardedDate"].partition("T")[0]),
            issuer=document["issuer"]["name"],
            **credential.names_of(subject),
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        raise Altered("The credential is signed, but laid out in another way.") from None
    if not all(isinstance(text, str) for text in (claims.serial, claims.name, claims.practice, claims.issuer)):
        raise Altered("The credential is signed, but laid out in another way.")
    return claims
