"""Keys and certificates from the command line."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask_migrate import upgrade

from academy import certificates, clock
from academy.certificates import publishing, signing
from academy.certificates.models import Certificate
from academy.db import begin_writing, db
from academy.proof import keys, status
from tests import factories
from tests.commands import typed
from tests.conftest import beside


@pytest.fixture
def academy(app, tmp_path):
    """An academy of its own, under an address that others could trust, that has no key yet."""
    with beside(app, tmp_path) as made, made.app_context():
        made.extensions.pop("keyring")
        made.config |= {"KEYS": str(tmp_path / "own"), "BASE_URL": "https://academy.example"}
        upgrade()
        yield made


@pytest.fixture
def issued(academy):
    """A certificate that was issued before there was a key."""
    made = factories.certificate(factories.learner(name="Zarnab Noorpuri"))
    db.session.commit()
    return made.serial


def drawn(academy, serial):
    db.session.rollback()
    with time_machine.travel(clock.now().timestamp() + 120, tick=False):
        academy.extensions["do_all_due"]()
    db.session.rollback()
    return certificates.by_serial(serial)


def test_the_first_key_draws_what_has_waited_and_is_published(academy, issued):
    made = typed(academy, "keys", "create")

    key = signing.keyring().active
    assert made.exit_code == 0 and f"Key {key.id} signs from now on as did:web:academy.example." in made.output
    assert "guarded by its file permissions only" in made.output
    assert "1 certificates that have waited are drawn now." in made.output
    assert drawn(academy, issued).key_id == key.id
    published = json.loads((publishing.folder() / "keys.json").read_bytes())["keys"]
    assert [each["kid"] for each in published] == [key.id]
    assert "PRIVATE" not in made.output


def test_there_is_one_first_key(academy):
    typed(academy, "keys", "create")
    again = typed(academy, "keys", "create")

    assert (again.exit_code, "academy keys rotate" in again.output) == (1, True)


def test_an_address_that_nobody_can_trust_gets_keys_for_demonstrations_only(academy):
    academy.config["BASE_URL"] = "http://127.0.0.1:8000"
    refused, made = typed(academy, "keys", "create"), typed(academy, "keys", "create", "--demo")

    assert refused.exit_code == 1 and "ACADEMY_BASE_URL is http://127.0.0.1:8000" in refused.output
    assert made.exit_code == 0 and signing.state() == "demo"


def test_after_a_rotation_old_and_new_certificates_are_valid(academy, issued, tmp_path):
    typed(academy, "keys", "create")
    old = drawn(academy, issued)
    rotated = typed(academy, "keys", "rotate")
    later = factories.certificate(factories.learner()).serial
    db.session.commit()
    new = drawn(academy, later)

    assert rotated.exit_code == 0
    assert old.key_id != new.key_id == signing.keyring().active.id
    for certificate in (old, new):
        file = tmp_path / "file.pdf"
        file.write_bytes(certificate.document)
        for way in ((), ("--offline",)):
            typed(academy, "keys", "publish")
            assert typed(academy, "certificates", "verify", file, *way).output.startswith(f"valid: {certificate.serial}")
    listed = typed(academy, "keys", "list").output.splitlines()
    assert [line.split()[0] for line in listed] == [new.key_id, old.key_id]
    assert "active" in listed[0] and "retired" in listed[1]


def test_a_file_is_checked_without_the_database(academy, issued, tmp_path):
    typed(academy, "keys", "create")
    certificate = drawn(academy, issued)
    forms = {
        "certificate.pdf": certificate.document,
        "credential.json": certificate.credential.encode(),
        "badge.png": certificates.badge(certificate),
        "code.txt": f"https://academy.example/verify/{issued}#{certificate.seal}\n".encode(),
        "altered.pdf": certificate.document[:-2] + b"X\n",
        "other.pdf": b"%PDF-1.7\n",
    }
    for name, content in forms.items():
        (tmp_path / name).write_bytes(content)
    typed(academy, "keys", "publish")
    db.session.remove()
    academy.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:////nowhere/at/all"

    told = {name: typed(academy, "certificates", "verify", tmp_path / name, "--offline") for name in forms}

    words = {name: answer.output.split()[0].strip(":") for name, answer in told.items()}
    assert words == dict.fromkeys(forms, "valid") | {"altered.pdf": "altered", "other.pdf": "unknown"}
    assert [answer.exit_code for answer in told.values()] == [0, 0, 0, 0, 1, 1]
    assert "Revocations are known up to" in told["certificate.pdf"].output


def test_a_code_hidden_in_another_file_speaks_for_itself_only(academy, issued, tmp_path):
    typed(academy, "keys", "create")
    seal = drawn(academy, issued).seal.encode()
    hidden = {
        "tail.pdf": b"%PDF-1.7\n1 0 obj (FORGED HOLDER) endobj\n%%EOF\n%#" + seal,
        "head.pdf": b"#" + seal + b"\n" + b" " * 5000 + b"%PDF-1.7\n",
        "words.txt": b"Somebody Else holds #" + seal,
        "other.json": b'{"name": "Somebody Else#' + seal + b'"}',
        "bytes.bin": b"\xff#" + seal,
    }
    for name, content in hidden.items():
        (tmp_path / name).write_bytes(content)

    for way in ((), ("--offline",)):
        told = {name: typed(academy, "certificates", "verify", tmp_path / name, *way) for name in hidden}
        assert {name: answer.exit_code for name, answer in told.items()} == dict.fromkeys(hidden, 1)
        assert not any("valid" in answer.output for answer in told.values())


def test_the_newest_list_counts_and_one_by_a_demonstration_key_does_not(academy, issued, tmp_path):
    academy.config["BASE_URL"] = "http://127.0.0.1:8000"
    typed(academy, "keys", "create", "--demo")
    demo = signing.signing_key()
    academy.config["BASE_URL"] = "https://academy.example"
    typed(academy, "keys", "rotate")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(drawn(academy, issued).document)
    folder = publishing.folder() / "status"
    old = (folder / "1.jwt").read_bytes()
    certificates.revoke(None, certificates.by_serial(issued), "Issued by mistake")
    db.session.commit()
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        typed(academy, "keys", "publish")

    (folder / "2.jwt").write_bytes(old)
    assert typed(academy, "certificates", "verify", file, "--offline").output.startswith("revoked")

    when = {"base_url": "https://academy.example", "at": clock.now(), "until": clock.now() + publishing.FRESH}
    (folder / "2.jwt").write_text(status.token(1, [], [], key=demo, **when))
    assert "signed by no key of this academy" in typed(academy, "certificates", "verify", file, "--offline").output


def test_what_only_a_demonstration_or_an_old_list_says_is_no_success(academy, issued, tmp_path):
    typed(academy, "keys", "create")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(drawn(academy, issued).document)

    with time_machine.travel(clock.now() + publishing.FRESH * 2):
        late = typed(academy, "certificates", "verify", file, "--offline")

    assert late.exit_code == 1 and late.output.startswith("valid: ") and "there should be a newer list" in late.output


def test_a_key_that_lay_open_is_locked_later(academy):
    typed(academy, "keys", "create")
    refused = typed(academy, "keys", "lock")
    academy.config["KEY_PASSPHRASE"] = "a long passphrase"
    academy.extensions.pop("keyring")
    locked = typed(academy, "keys", "lock")

    assert refused.exit_code == 1 and "ACADEMY_KEY_PASSPHRASE is not set" in refused.output
    assert locked.exit_code == 0 and signing.keyring().locks
    assert signing.signing_key().public == signing.keyring().active


def test_a_revocation_reaches_who_checks_without_the_database_with_the_next_lists(academy, issued, tmp_path):
    typed(academy, "keys", "create")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(drawn(academy, issued).document)
    typed(academy, "certificates", "revoke", issued, "--reason", "Issued by mistake")

    before = typed(academy, "certificates", "verify", file, "--offline")
    academy.extensions["do_all_due"]()
    after = typed(academy, "certificates", "verify", file, "--offline")
    with time_machine.travel(clock.now() + publishing.FRESH * 2):
        later = typed(academy, "certificates", "verify", file, "--offline")

    assert (before.output.split(":")[0], after.output.split(":")[0]) == ("valid", "revoked")
    assert "there should be a newer list" in later.output and "newer" not in after.output


def test_who_has_no_copy_is_told_what_is_missing(academy, issued, tmp_path):
    typed(academy, "keys", "create")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(drawn(academy, issued).document)
    empty = tmp_path / "empty"
    empty.mkdir()

    assert "keys.json cannot be read" in typed(academy, "certificates", "verify", file, "--offline", "--published", empty).output
    (publishing.folder() / "status" / "1.jwt").unlink()
    assert "status/1.jwt is missing" in typed(academy, "certificates", "verify", file, "--offline").output


def test_a_list_that_another_key_signed_is_no_list(academy, issued, tmp_path):
    typed(academy, "keys", "create")
    other = keys.generate("Other", "did:web:academy.example", clock.now())
    when = {"base_url": "https://academy.example", "at": clock.now(), "until": clock.now() + publishing.FRESH}
    (publishing.folder() / "status" / "1.jwt").write_text(status.token(1, [], [], key=other, **when))
    file = tmp_path / "certificate.pdf"
    file.write_bytes(drawn(academy, issued).document)

    refused = typed(academy, "certificates", "verify", file, "--offline")
    assert refused.exit_code == 1 and "signed by no key of this academy" in refused.output


def test_a_certificate_is_issued_again_by_its_serial(academy, issued):
    made = typed(academy, "certificates", "reissue", issued, "--reason", "Name misspelt")
    again = typed(academy, "certificates", "reissue", issued, "--reason", "Name misspelt")

    assert made.exit_code == 0 and f"{issued} is superseded by" in made.output
    assert (again.exit_code, "was revoked or superseded before" in again.output) == (1, True)


def test_what_is_missing_is_issued_and_what_was_revoked_is_not(academy, issued):
    academy.extensions["do_all_due"]()
    begin_writing()
    certificates.provide_awards(lambda enrolment: factories.AWARD)
    enrolment = certificates.by_serial(issued).enrolment
    certificates.revoke(None, certificates.by_serial(issued), "Issued by mistake")
    lacking = factories.certificate().enrolment
    db.session.commit()
    count = db.session.query(Certificate).count()

    foreseen = typed(academy, "certificates", "issue", "--dry-run")
    done = typed(academy, "certificates", "issue", "--course", enrolment.course)

    assert "0 would be issued." in foreseen.output and "0 are issued." in done.output
    assert db.session.query(Certificate).count() == count
    assert lacking.completed_at


def test_a_key_locked_by_another_passphrase_says_so_and_draws_nothing(academy, issued):
    academy.config["KEY_PASSPHRASE"] = "one"
    made = typed(academy, "keys", "create")
    academy.config["KEY_PASSPHRASE"] = "another"
    academy.extensions.pop("keyring")

    refused = typed(academy, "keys", "publish")

    assert "locked by ACADEMY_KEY_PASSPHRASE" in made.output
    assert refused.exit_code == 1 and "ACADEMY_KEY_PASSPHRASE is not its passphrase" in refused.output
    assert signing.state() == "locked"
