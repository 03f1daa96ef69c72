"""What is published is whole, says the same everywhere, and is enough to check without the academy."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509

from academy.proof import did, keys, publication, status
from academy.proof import published as published_copy
from academy.proof.published import NotPublished
from tests.academy.proof.conftest import AT, BASE_URL

UNTIL = AT + timedelta(days=14)
WHEN = {"base_url": BASE_URL, "at": AT, "until": UNTIL}


def plain(*, policy, style, script, known, keys, base_url):
    return f"<html><meta content=\"{policy}\">{style}{known}{script}{base_url}</html>"


def published(ring, signing, revoked=(), superseded=(), highest=5000):
    return dict(publication.files(ring, signing, revoked, superseded, highest, render=plain, **WHEN))


def test_everything_that_a_checker_needs_is_there(key):
    found = published([key.public], key)

    assert set(found) == {
        ".well-known/did.json", "keys.json", f"keys/{key.public.id}.pem", "status/1.json", "status/1.jwt",
        "verify.html",
    }  # fmt: skip
    assert json.loads(found[".well-known/did.json"]) == did.document([key.public])
    assert x509.load_pem_x509_certificate(found[f"keys/{key.public.id}.pem"]).public_key() == key.public.p256


def test_the_keys_are_a_json_web_key_set_that_says_more(key):
    retired = replace(key.public, retired_at=UNTIL)

    (said,) = json.loads(publication.keys_json([retired]))["keys"]

    assert said == retired.jwk() | {
        "x5c": [base64.b64encode(key.public.certificate).decode()],
        "did": "did:web:academy.example",
        "issuer": "Example Civil Service Academy",
        "created_at": AT.isoformat(),
        "retired_at": UNTIL.isoformat(),
        "demo": False,
        "ed25519": base64.b64encode(key.public.ed25519).decode(),
    }
    assert b"PRIVATE" not in b"".join(published([key.public], key).values())


def test_an_academy_below_a_path_has_its_did_document_there():
    assert publication.did_place("did:web:academy.example%3A8000") == ".well-known/did.json"
    assert publication.did_place("did:web:state.example:training:academy") == "did.json"


def test_there_is_a_list_for_every_certificate_and_always_a_first_one():
    assert list(publication.numbers(0)) == list(publication.numbers(status.PLACES - 1)) == [1]
    assert list(publication.numbers(status.PLACES)) == [1, 2]


def test_what_is_read_from_the_folder_is_what_was_published(key, stranger, claims, tmp_path):
    retired = replace(stranger.public, retired_at=AT)
    publication.write(tmp_path, published([key.public, retired], key, {4217}, {4218}).items())

    found = published_copy.read(tmp_path)

    assert found.keys == (key.public, retired)
    assert [found.standing(replace(claims, status_index=index)) for index in (4216, 4217, 4218)] == [
        "valid", "revoked", "superseded",
    ]  # fmt: skip
    with pytest.raises(NotPublished, match="status/2.jwt is missing"):
        found.standing(replace(claims, status_index=status.PLACES))


def test_a_list_in_the_folder_that_a_stranger_has_signed_is_not_believed(key, stranger, claims, tmp_path):
    publication.write(tmp_path, published([key.public], key, {4217}).items())
    (tmp_path / "status" / "1.jwt").write_text(status.token(1, (), (), key=stranger, **WHEN))

    with pytest.raises(NotPublished, match="signed by no key of this academy"):
        published_copy.read(tmp_path)


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"keys": 5}', '{"keys": [{}]}', '{"keys": [{"kid": "", "x5c": []}]}'])
def test_a_folder_without_sound_keys_is_refused_in_one_way(said, tmp_path):
    (tmp_path / "keys.json").write_text(said)

    with pytest.raises(NotPublished, match="holds no keys of an academy"):
        published_copy.read(tmp_path)


def test_what_has_not_changed_is_not_written_again(key, tmp_path):
    files = published([key.public], key)
    assert publication.write(tmp_path, files.items()) == list(files)
    before = {name: (tmp_path / name).stat().st_ino for name in files}

    changed = publication.write(tmp_path, published([key.public], key, {7}).items())

    assert changed == ["status/1.jwt", "status/1.json", "verify.html"]
    assert {name for name in files if (tmp_path / name).stat().st_ino != before[name]} == set(changed)
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o644


def test_a_write_that_breaks_leaves_the_former_file_and_nothing_else(key, tmp_path):
    publication.write(tmp_path, [("status/1.jwt", b"former")])

    with pytest.raises(TypeError):
        publication.write(tmp_path, [("status/1.jwt", "no bytes")])

    assert [(path.name, path.read_bytes()) for path in (tmp_path / "status").iterdir()] == [("1.jwt", b"former")]


def test_the_page_allows_its_own_script_and_style_and_no_others(key):
    page = published([key.public], key)["verify.html"].decode()

    policy = re.search(r'content="([^"]*)"', page)[1]
    for tag in ("script", "style"):
        text = re.search(rf"<{tag}(?: type=\"module\")?>(.*?)</{tag}>", page, re.DOTALL)[1]
        assert f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert f"connect-src {BASE_URL}/status/" in policy
    assert not re.search(r"^import|\bsrc=|@import|url\(", page, re.MULTILINE)


def test_the_name_of_an_academy_cannot_end_the_element_that_holds_it(key):
    odd = keys.generate("</script><script>alert(1)</script><!--", "did:web:academy.example", AT).public

    page = publication.offline_page(publication.keys_json([odd]), [], plain, base_url=BASE_URL).decode()

    data = re.search(r'<script type="application/json" id="known">(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(data)["keys"][0]["issuer"] == odd.issuer
    assert page.count("</script>") == 2
