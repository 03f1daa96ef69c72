"""The certificate as an Open Badges 3.0 credential: JSON that wallets import, signed by the Ed25519 half of a key.

Its proof (W3C Data Integrity, eddsa-rdfc-2022) covers what the JSON says, not how it is laid out. Where claims are:

    serial          credentialSubject.licenseNumber      name            credentialSubject.identifier "name"
    status_index    credentialStatus                     second_name     credentialSubject.identifier
    course_title    credentialSubject.achievement.name                   "ext:name.<its language>"
    course_code     ….achievement.humanCode              completed_on    credentialSubject.activityEndDate
    hours           credentialSubject.creditsEarned      issued_on       awardedDate
    issuer          issuer.name                          valid_until     validUntil
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import png
from openbadgeslib import baking
from openbadgeslib.errors import DecompressionLimitExceeded
from openbadgeslib.ob3 import ldp
from openbadgeslib.ob3.contexts import document_loader
from openbadgeslib.ob3.credential import OB3_CONTEXT, IdentityObject
from openbadgeslib.ob3.status_list import status_entry
from openbadgeslib.ob3.verifier import OB3VerificationError

from academy.proof import status
from academy.proof.claims import Claims
from academy.proof.keys import PublicKey, SigningKey
from academy.proof.refusals import Altered, Stranger, Unsigned

LARGEST = 64 * 1024  # bytes of a credential
LARGEST_PICTURE = 4 * 1024 * 1024  # bytes, of one that may carry a credential
MOST_OBJECTS = 64  # of JSON; ours have 11, and one more for each competency
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

_NAME, _SECOND_NAME = "name", "ext:name."  # identity types; the language of the second follows


def issued(
    claims: Claims,
    key: SigningKey,
    *,
    at: datetime,
    base_url: str,
    course: str,
    criteria: str,
    description: str,
    competencies: tuple[str, ...] = (),
    alignments: tuple[Mapping[str, str], ...] = (),
    email: str = "",
    salt: str = "",
    language: str = "en",
) -> str:
    """The signed credential, the same for the same arguments. `course` is its name in addresses, `criteria` says what
    one did to pass, `language` is the course's; `email` is told only as its hash with `salt`. `alignments` lead to what
    competencies mean: each has a code, a name, a description, a framework and an address."""
    subject = {
        "type": ["AchievementSubject"],
        "identifier": identities(claims, email, salt),
        "licenseNumber": claims.serial,
        "activityEndDate": f"{claims.completed_on}T00:00:00Z",
        "creditsEarned": _number(claims.hours),
        "achievement": {
            # Under the issuer's own name, and not at an address: nothing is promised to be found there.
            "id": f"{key.public.did}/courses/{quote(course, safe='')}",
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": claims.course_title,
            "description": description,
            "criteria": {"narrative": criteria},
            "creditsAvailable": _number(claims.hours),
            "inLanguage": language,
            **({"humanCode": claims.course_code} if claims.course_code else {}),
            **({"tag": list(dict.fromkeys(competencies))} if competencies else {}),
            **({"alignment": [_alignment(each) for each in alignments]} if alignments else {}),
        },
    }
    number, within = status.place(claims.status_index)
    document = {
        "@context": OB3_CONTEXT,
        "id": f"{base_url}/verify/{claims.serial}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": claims.course_title,
        "issuer": {"id": key.public.did, "type": ["Profile"], "name": claims.issuer, "url": base_url},
        "validFrom": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "awardedDate": f"{claims.issued_on}T00:00:00Z",
        **({"validUntil": f"{claims.valid_until}T23:59:59Z"} if claims.valid_until else {}),
        "credentialSubject": subject,
        "credentialStatus": status_entry(status.address(base_url, number), "revocation", within),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return signed(document, key, at)


def signed(document: dict[str, Any], key: SigningKey, at: datetime) -> str:
    """A document with the proof that this key has signed it, as JSON."""
    proved = ldp.add_data_integrity_proof(document, key.ed25519, key.public.method, created=at)
    # The official schema asks for a list of proofs, the library writes one by itself.
    return json.dumps(proved | {"proof": [proved["proof"]]}, ensure_ascii=False)


def check(text: bytes | str, keys: Iterable[PublicKey]) -> tuple[Claims, PublicKey]:
    """What a credential says and the key that signed it; raises Unsigned, Stranger or Altered.

    Dates and status are for others to judge. Members may stand in another order: wallets lay JSON out anew.
    """
    document, key = opened(text, keys)
    return _claims(document, key), key


def opened(text: bytes | str, keys: Iterable[PublicKey]) -> tuple[dict[str, Any], PublicKey]:
    """A credential of any kind that a key of ours has signed, and that key; raises like check."""
    document = _parsed(text)
    proof = _proof(document)
    key = next((key for key in keys if key.method == proof.get("verificationMethod")), None)
    if key is None:
        raise Stranger("The credential is signed by no key of this academy.")
    if _keywords(document) != {"@context"}:
        raise Altered("The credential has members that no proof covers.")
    try:
        ldp.verify_data_integrity_proof(document, key.ed25519_pem)
        # That the proof covers every member of the JSON: a part of OB3LdpVerifier.verify, which looks at the clock too.
        ldp._check_json_ld_form(document, proof, document_loader())
    except ldp.OB3GuardUnavailable:
        raise  # of an unfit library, not of this credential
    except OB3VerificationError:
        raise Altered("The credential is not as the academy signed it.") from None
    return document, key


def bake(picture: bytes, text: str) -> bytes:
    """A PNG that carries the credential, for places where badges are shown as pictures."""
    return baking.bake_png(picture, text, keyword=baking.ITXT_KEYWORD_OB3)


def unbaked(picture: bytes) -> str | None:
    """The credential that a PNG carries, unchecked; None from a picture without one, or that cannot be read.

    Nor from one with two: another reader could take the other.
    """
    if len(picture) > LARGEST_PICTURE or picture.count(baking.ITXT_KEYWORD_OB3 + b"\0") > 1:
        return None
    try:
        return baking.extract_png(picture, LARGEST, keyword=baking.ITXT_KEYWORD_OB3)
    except (png.Error, DecompressionLimitExceeded, zlib.error, ValueError, EOFError):
        return None


def identities(claims: Any, email: str, salt: str) -> list[dict[str, Any]]:
    """Who it is for: the names of claims, and the hash of an address."""
    said = [IdentityObject(claims.name, _NAME, hashed=False)]
    if claims.second_name:
        said.append(IdentityObject(claims.second_name, _SECOND_NAME + claims.second_language, hashed=False))
    if email:
        said.append(IdentityObject.create(email, salt))
    return [identity.to_dict() for identity in said]


def _alignment(said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetCode": said["code"],
        "targetDescription": said["description"],
        "targetFramework": said["framework"],
        "targetName": said["name"],
        "targetType": "ceasn:Competency",
        "targetUrl": said["address"],
    }


def _number(hours: float) -> float:
    """Whole ones as integers, which all programs sign alike."""
    return int(hours) if hours == int(hours) else hours


def _parsed(text: bytes | str) -> dict[str, Any]:
    """The JSON of something that calls itself such a credential."""
    objects = 0

    def once(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal objects
        objects += 1
        found = dict(members)
        if objects > MOST_OBJECTS or len(found) != len(members):
            raise ValueError("too many objects, or a member twice")
        return found

    def refused(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    try:
        if len(text) > LARGEST:
            raise ValueError("too large")
        plain = text.decode() if isinstance(text, bytes) else text
        document = json.loads(plain, object_pairs_hook=once, parse_constant=refused)
        if "OpenBadgeCredential" not in list(document["type"]):
            raise ValueError("something else")
    except (ValueError, TypeError, LookupError, RecursionError):
        raise Unsigned("This is not a credential.") from None
    return document


def _keywords(document: dict[str, Any]) -> set[str]:
    """JSON-LD's own words in it, which a proof covers only where they are expected: as the first member of the whole."""
    found, waiting = {name for name in document if name.startswith("@")}, list(document.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found |= {f"{name} within" for name in value if name.startswith("@")}
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


def _proof(document: dict[str, Any]) -> dict[str, Any]:
    """The only one; a list of one is the same to RDF."""
    found = document.get("proof")
    proofs = found if isinstance(found, list) else [found]
    if len(proofs) == 1 and isinstance(proofs[0], dict) and proofs[0].get("cryptosuite") == "eddsa-rdfc-2022":
        return proofs[0]
    raise Unsigned("The credential is not signed, or not in a way that is known here.")


def _claims(document: dict[str, Any], key: PublicKey) -> Claims:
    """Of what a key of ours has signed as a certificate. The proof knows no types: a number may have become a text, or a text a list of
    one, with the same meaning to RDF. Those are refused."""
    try:
        subject, issuer, entry = document["credentialSubject"], document["issuer"], document["credentialStatus"]
        achievement = subject["achievement"]
        if not achievement["id"].startswith(f"{key.did}/courses/"):
            raise Unsigned("It is signed, and is no certificate.")
        claims = Claims(
            serial=subject["licenseNumber"],
            status_index=status.index_of(entry["statusListCredential"], int(entry["statusListIndex"])),
            **names_of(subject),
            course_title=achievement["name"],
            course_code=achievement.get("humanCode", ""),
            hours=subject["creditsEarned"],
            completed_on=_day(subject["activityEndDate"]),
            issued_on=_day(document["awardedDate"]),
            valid_until=_day(document["validUntil"]) if "validUntil" in document else None,
            issuer=issuer["name"],
        )
        same = issuer["id"] == key.did and entry["statusPurpose"] == "revocation"
    except (LookupError, TypeError, ValueError, AttributeError):
        raise Altered("The credential is signed, but laid out in another way.") from None
    texts = (claims.serial, claims.name, claims.second_name, claims.course_title, claims.course_code, claims.issuer)
    if not same or not all(isinstance(text, str) for text in texts) or type(claims.hours) not in (int, float):
        raise Altered("The credential is signed, but laid out in another way.")
    return claims


def names_of(subject: dict[str, Any]) -> dict[str, str]:
    """The names of claims, as they stand in a subject; raises LookupError."""
    said = {identity["identityType"]: identity["identityHash"] for identity in subject["identifier"]}
    second = next((kind for kind in said if kind.startswith(_SECOND_NAME)), "")
    language = second.removeprefix(_SECOND_NAME)
    return {"name": said[_NAME], "second_name": said.get(second, ""), "second_language": language}


def _day(moment: str) -> date:
    return date.fromisoformat(moment.partition("T")[0])
