import json
import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from jsonschema import Draft201909Validator
from openbadgeslib import baking
from openbadgeslib.ob3.ldp import OB3LdpVerifier, add_data_integrity_proof
from PIL import Image

from academy.proof import credential, status
from academy.proof.refusals import Altered, Refusal, Stranger, Unsigned

from .conftest import AT, BASE_URL

WORDS = {
    "base_url": BASE_URL,
    "course": "answering-the-public",
    "criteria": "Pass the tests and all simulations.",
    "description": "How to answer on official pages.",
}


@pytest.fixture(scope="session")
def text(key, claims):
    return issued(claims, key, competencies=("Reads a post", "Replies"), email="ayesha@example.org", salt="Kosher")


@pytest.fixture
def said(text):
    """The credential as JSON, to be tampered with."""
    return json.loads(text)


# What it says


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"second_name": "", "second_language": ""},
        {"second_language": "zh-Hant", "second_name": "阿伊莎"},
        {"name": 'Anne-Marie "Ayesha" O’Neill \\ 🎓', "second_name": "آیشہ\u200cرحمان"},
        {"name": "عائشہ رحمان", "second_name": "عائشہ رحمان"},
        {"hours": 7.5},
        {"hours": 24.0},
        {"hours": 0.1},
        {"course_code": ""},
        {"valid_until": date(2027, 11, 22)},
        {"valid_until": date(2019, 1, 1), "issued_on": date(2018, 1, 1)},
        {"status_index": 0},
        {"status_index": 131_072 * 3 + 17},
        {"serial": "0000-0000-0000-0", "issuer": "Academy of another name"},
    ],
)
def test_claims_come_back_as_they_were_issued(key, claims, changes):
    certified = replace(claims, **changes)

    assert credential.check(issued(certified, key), [key.public]) == (certified, key.public)


def test_a_name_is_plain_and_an_address_is_a_hash(said):
    name, second, address = said["credentialSubject"]["identifier"]

    assert (name["identityType"], name["identityHash"], name["hashed"]) == ("name", "Ayesha Rahman", False)
    assert (second["identityType"], second["identityHash"]) == ("ext:name.ur", "عائشہ رحمان")
    assert (address["identityType"], address["hashed"], address["salt"]) == ("emailAddress", True, "Kosher")
    assert address["identityHash"].startswith("sha256$")
    assert "ayesha@" not in json.dumps(said)


def test_the_hash_of_an_address_is_that_of_the_specification(key, claims):
    """Its own example."""
    said = json.loads(issued(claims, key, email="a@example.com", salt="Kosher"))

    [address] = [one for one in said["credentialSubject"]["identifier"] if one["hashed"]]
    assert address["identityHash"] == "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"


def test_it_is_valid_from_its_making_to_the_end_of_its_last_day(key, claims):
    said = json.loads(issued(replace(claims, valid_until=date(2027, 11, 22)), key))

    assert (said["validFrom"], said["validUntil"]) == ("2026-11-22T09:30:00Z", "2027-11-22T23:59:59Z")
    assert said["proof"][0]["created"] == said["validFrom"]


def test_the_same_certificate_is_the_same_bytes_and_its_letters_stay_letters(key, claims, text):
    again = issued(claims, key, competencies=("Reads a post", "Replies"), email="ayesha@example.org", salt="Kosher")

    assert again == text
    assert "عائشہ رحمان" in text


def test_competencies_lead_to_what_they_mean_and_are_signed(key, claims):
    text = issued(claims, key, alignments=MANY)
    said = json.loads(text)["credentialSubject"]["achievement"]["alignment"]
    moved = text.replace("/competencies/c7", "/competencies/c8")

    assert [each["targetName"] for each in said] == [f"Competency {number}" for number in range(20)]
    assert said[7]["targetUrl"] == f"{BASE_URL}/courses/x/competencies/c7"
    assert credential.check(text, [key.public]) == (claims, key.public)
    with pytest.raises(Altered):
        credential.check(moved, [key.public])


MANY = tuple(
    {
        "code": f"c{number}",
        "name": f"Competency {number}",
        "description": "Knows. Does. Judges.",
        "framework": "A map",
        "address": f"{BASE_URL}/courses/x/competencies/c{number}",
    }
    for number in range(20)
)

# Form: what the official schema (Open Badges 3.0, JSON Schema 2019-09) demands of members that we write, and no others


def members(required, optional=()):
    return {
        "type": "object",
        "properties": dict(required) | dict(optional),
        "required": list(required),
        "additionalProperties": False,
    }


def kinds(*names):
    """A list that holds these types."""
    return {"type": "array", "allOf": [{"contains": {"const": name}} for name in names]}


WORD = {"type": "string", "minLength": 1}
URI = {"type": "string", "pattern": r"^(https://|did:web:)[!-~]+$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
IDENTITY = members(
    {
        "type": {"const": "IdentityObject"},
        "hashed": {"type": "boolean"},
        "identityHash": WORD,
        "identityType": {"type": "string", "pattern": r"^(name|emailAddress|ext:[a-zA-Z0-9._]+)$"},
    },
    {"salt": WORD},
)
ALIGNMENT = members(
    {"type": kinds("Alignment"), "targetName": WORD, "targetUrl": {"type": "string", "format": "uri"}},
    {
        "targetCode": WORD,
        "targetDescription": WORD,
        "targetFramework": WORD,
        "targetType": {"const": "ceasn:Competency"},
    },
)
ACHIEVEMENT = members(
    {
        "id": URI,
        "type": kinds("Achievement"),
        "name": WORD,
        "description": WORD,
        "criteria": members({"narrative": WORD}),
    },
    {
        "achievementType": {"enum": ["Certificate", "CertificateOfCompletion", "Course"]},
        "creditsAvailable": {"type": "number"},
        "humanCode": WORD,
        "inLanguage": {"type": "string", "pattern": "^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"},
        "tag": {"type": "array", "items": WORD},
        "alignment": {"type": "array", "items": ALIGNMENT},
    },
)
SUBJECT = members(
    {
        "type": kinds("AchievementSubject"),
        "achievement": ACHIEVEMENT,
        "identifier": {"type": "array", "items": IDENTITY, "minItems": 1},
    },
    {"licenseNumber": WORD, "activityEndDate": MOMENT, "creditsEarned": {"type": "number"}},
)
STATUS = members(
    {
        "id": URI,
        "type": {"const": "BitstringStatusListEntry"},
        "statusPurpose": {"const": "revocation"},
        "statusListIndex": {"type": "string", "pattern": "^[0-9]+$"},
        "statusListCredential": URI,
    }
)
PROOF = members(
    {
        "type": {"const": "DataIntegrityProof"},
        "cryptosuite": {"const": "eddsa-rdfc-2022"},
        "created": MOMENT,
        "verificationMethod": URI,
        "proofPurpose": {"const": "assertionMethod"},
        "proofValue": {"type": "string", "pattern": "^z[1-9A-HJ-NP-Za-km-z]+$"},
    }
)
OFFICIAL = members(
    {
        "@context": {
            "type": "array",
            "items": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$"},
            ],
            "additionalItems": {"type": "string"},
            "minItems": 2,
        },
        "id": URI,
        "type": kinds("VerifiableCredential", "OpenBadgeCredential"),
        "credentialSubject": SUBJECT,
        "issuer": members({"id": URI, "type": kinds("Profile")}, {"name": WORD, "url": URI}),
        "validFrom": MOMENT,
    },
    {
        "name": WORD,
        "awardedDate": MOMENT,
        "validUntil": MOMENT,
        "credentialStatus": STATUS,
        "credentialSchema": {"type": "array", "items": members({"id": URI, "type": WORD})},
        "proof": {"type": "array", "items": PROOF},
    },
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"second_name": "", "second_language": "", "course_code": ""},
        {"valid_until": date(2027, 11, 22), "hours": 7.5},
    ],
)
def test_it_has_the_form_of_an_open_badge(key, claims, changes):
    said = json.loads(
        issued(
            replace(claims, **changes), key, competencies=("Replies",), alignments=MANY, email="a@example.org", salt="x"
        )
    )

    assert [f"{error.json_path}: {error.message}" for error in Draft201909Validator(OFFICIAL).iter_errors(said)] == []


def test_the_strict_verifier_of_the_library_takes_it(key, claims):
    """It refuses every term that no context defines; and credentials of the future."""
    past = datetime(2025, 1, 1, tzinfo=UTC)
    text = issued(claims, key, at=past, competencies=("Replies", "Replies"), alignments=MANY, email="a@example.org")

    badge = OB3LdpVerifier(key.public.ed25519_pem).verify(text)

    assert (badge.name, badge.credits_earned) == (claims.course_title, 24)


# Who may alter it: nobody


def test_a_stranger_is_called_a_stranger_whatever_name_he_takes(key, stranger, claims):
    with pytest.raises(Stranger):
        credential.check(issued(claims, stranger), [key.public])


def test_a_forger_who_names_our_key_is_found_out(key, stranger, claims):
    forged = issued(claims, stranger).replace(stranger.public.method, key.public.method)

    with pytest.raises(Altered):
        credential.check(forged, [key.public])


def test_nothing_in_it_can_be_changed_or_left_out(said, key):
    paths = [path for path in walked(said) if path]
    words = [path for path in paths if not isinstance(at(said, path), dict | list)]

    assert (len(paths), len(words)) > (60, 45)
    for tampered in [*(changed(said, path) for path in words), *(removed(said, path) for path in paths)]:
        with pytest.raises(Refusal):
            credential.check(json.dumps(tampered), [key.public])


def test_another_spelling_of_a_claim_is_refused(said, key):
    """They are the same to RDF, and so to the proof."""
    for path in [("credentialSubject", "creditsEarned"), ("credentialSubject", "licenseNumber"), ("issuer", "name")]:
        for value in (str, lambda was: [was], lambda was: [was, was], lambda was: {"@value": was}):
            tampered = changed(said, path, value)
            if tampered != said:
                with pytest.raises(Altered):
                    credential.check(json.dumps(tampered), [key.public])


@pytest.mark.parametrize("path", [(), ("issuer",), ("credentialSubject", "achievement"), ("proof", 0)])
@pytest.mark.parametrize(
    "more",
    [
        {"validUntil": "2099-01-01T00:00:00Z"},
        {"expirationDate": "2099-01-01T00:00:00Z"},
        {"https://schema.org/name": "Another"},
        {"honours": "with distinction"},
        {"@included": [{"id": "urn:x", "name": "Another"}]},
    ],
)
def test_nothing_can_be_added_to_it(said, key, path, more):
    at(said, path).update(more)

    with pytest.raises(Altered):
        credential.check(json.dumps(said), [key.public])


def test_the_proof_of_one_certificate_proves_no_other(said, key, claims):
    other = json.loads(issued(replace(claims, serial="0000-0000-0000-0", name="Another Person"), key))

    for foreign in ({"proof": other["proof"]}, {"id": other["id"]}, {"proof": said["proof"] + other["proof"]}):
        tampered = said | foreign
        with pytest.raises(Refusal):
            credential.check(json.dumps(tampered), [key.public])


@pytest.mark.parametrize("purpose", ["authentication", "capabilityInvocation"])
def test_what_our_key_signed_for_another_purpose_proves_nothing(said, key, purpose):
    del said["proof"]
    signed = add_data_integrity_proof(said, key.ed25519, key.public.method, proof_purpose=purpose, created=AT)

    with pytest.raises(Altered):
        credential.check(json.dumps(signed), [key.public])


def test_what_our_key_signed_for_another_issuer_proves_nothing(said, key):
    del said["proof"]
    said["issuer"]["id"] = "did:web:elsewhere.example"
    signed = add_data_integrity_proof(said, key.ed25519, key.public.method, created=AT)

    with pytest.raises(Altered):
        credential.check(json.dumps(signed), [key.public])


def test_a_status_list_is_no_certificate(key):
    listed = status.credential_list(1, [], key=key, base_url=BASE_URL, at=AT, until=AT)

    with pytest.raises(Unsigned):
        credential.check(listed, [key.public])


def test_a_wallet_may_lay_the_json_out_anew(said, key, claims):
    laid_out = {name: said[name] for name in sorted(said, reverse=True)} | {"proof": said["proof"][0]}

    for text in (json.dumps(laid_out), json.dumps(laid_out, indent=4, ensure_ascii=False).encode()):
        assert credential.check(text, [key.public]) == (claims, key.public)


def test_it_is_checked_after_its_last_day_and_after_its_key_was_retired(key, claims):
    lapsed = replace(claims, valid_until=date(2018, 12, 31))
    retired = replace(key.public, retired_at=AT)

    assert credential.check(issued(lapsed, key, at=datetime(2018, 1, 1, tzinfo=UTC)), [retired]) == (lapsed, retired)


# Anything may be presented


@pytest.mark.parametrize(
    "text",
    [
        "", b"", "null", "[]", "{}", '"x"', "7", b"\xff\xfe{}", b"%PDF-1.7", "[" * 60_000, '{"type":' * 8_000, "1" * 60_000,
        '{"type": "OpenBadgeCredential"}',
        '{"type": ["OpenBadgeCredential"]}',
        '{"type": ["OpenBadgeCredential"], "proof": []}',
        '{"type": ["OpenBadgeCredential"], "proof": [[]]}',
        '{"type": ["OpenBadgeCredential"], "proof": {"cryptosuite": ["eddsa-rdfc-2022"]}}',
        '{"type": ["OpenBadgeCredential"], "name": "\\ud800"}',
        '{"type": ["OpenBadgeCredential"], "name": "' + "x" * 70_000 + '"}',
    ],
)  # fmt: skip
def test_what_is_no_credential_is_called_unsigned(text, key):
    with pytest.raises(Unsigned):
        credential.check(text, [key.public])


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"hashed": false', '"hashed": true, "hashed": false'),
        ('"creditsEarned": 24', '"creditsEarned": NaN'),
        ('"creditsEarned": 24', '"creditsEarned": 1e999'),
        ('"creditsEarned": 24', '"creditsEarned": ' + "9" * 5_000),
        ('"Ayesha Rahman"', '"\\ud800"'),
        ('"narrative": ', '"x": ' + "[" * 500 + "]" * 500 + ', "narrative": '),
        ('"tag": [', '"tag": [' + "{}," * 100),
    ],
)
def test_json_that_programs_read_differently_is_refused(text, key, was, now):
    assert was in text

    with pytest.raises(Refusal):
        credential.check(text.replace(was, now, 1), [key.public])


# Pictures


@pytest.fixture(scope="session")
def picture():
    file = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(file, "PNG")
    return file.getvalue()


def test_a_picture_carries_it_and_stays_a_picture(picture, text):
    badge = credential.bake(picture, text)

    assert credential.unbaked(badge) == text
    assert baking.extract_png(badge, keyword=baking.ITXT_KEYWORD_OB3) == text
    assert Image.open(BytesIO(badge)).tobytes() == Image.open(BytesIO(picture)).tobytes()
    assert Image.open(BytesIO(badge)).text["openbadgecredential"] == text


def test_a_picture_without_one_gives_none(picture):
    assert credential.unbaked(picture) is None


def test_a_damaged_picture_gives_nothing_that_is_a_credential(picture, text, key):
    badge = credential.bake(picture, text)
    for place in range(0, len(badge), 7):
        for damaged in (badge[:place], badge[:place] + b"\0" + badge[place + 1 :], badge[:place] + badge[place + 1 :]):
            found = credential.unbaked(damaged)
            assert found is None or isinstance(found, str)


@pytest.mark.parametrize(
    "chunk",
    [
        b"openbadgecredential\0\1\0\0\0" + zlib.compress(bytes(20_000_000)),
        b"openbadgecredential\0\1\0\0\0no deflate",
        b"openbadgecredential\0\0\0\0\0\xff\xfe",
        b"openbadgecredential\0\0\0no end",
        b"openbadgecredential",
    ],
)
def test_a_hostile_picture_gives_none(chunk):
    assert credential.unbaked(png(chunk)) is None


def test_a_picture_that_is_too_large_is_not_read(picture, text):
    assert credential.unbaked(credential.bake(picture, text) + bytes(credential.LARGEST_PICTURE)) is None


def issued(claims, key, **changes):
    return credential.issued(claims, key, **(WORDS | {"at": AT} | changes))


def png(itxt):
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"iTXt", itxt), (b"IEND", b"")]
    parts = (
        struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data)) for tag, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def walked(value, path=()):
    """The path of each member and item, the whole first."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in items:
        yield from walked(part, (*path, name))


def at(value, path):
    for name in path:
        value = value[name]
    return value


def changed(said, path, change=lambda was: f"{was}x"):
    tampered = json.loads(json.dumps(said))
    parent = at(tampered, path[:-1])
    parent[path[-1]] = change(parent[path[-1]])
    return tampered


def removed(said, path):
    tampered = json.loads(json.dumps(said))
    del at(tampered, path[:-1])[path[-1]]
    return tampered
