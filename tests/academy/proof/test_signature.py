import asyncio
import random
import re
import subprocess
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.embed import EmbeddedFileObject
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import read_certification_data, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter

from academy.certificates.sheet import document
from academy.proof import keys, signature
from academy.proof.refusals import Altered, Refusal, Stranger, Unsigned
from tests.academy.certificates.sheet.test_document import PLAIN

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CREDENTIAL, ANOTHER = '{"name": "Ayesha Rahman"}', '{"name": "Bilal Ahmed"}'


@pytest.fixture(scope="module")
def sheet():
    return document.render(PLAIN, credential=CREDENTIAL)


@pytest.fixture(scope="module")
def signed(sheet, key):
    return signature.sign(sheet, key, AT, "Certificate of completion")


def place(signed):
    """Where the signature stands in the file, with its angle brackets."""
    (found,) = re.finditer(rb"<[0-9A-F]{4096}>", signed)
    return found.span()


def held(signed):
    """The signature as CMS."""
    start, end = place(signed)
    return cms.ContentInfo.load(bytes.fromhex(signed[start + 1 : end - 1].decode()))


def holding(signed, container):
    """The file with another CMS in the place of the signature."""
    start, end = place(signed)
    text = container.dump(force=True).hex().upper().ljust(signature.ROOM, "0")
    return signed[:start] + b"<" + text.encode() + b">" + signed[end:]


def flipped(signed, position, bit=0):
    changed = bytearray(signed)
    changed[position] ^= 1 << bit
    return bytes(changed)


def updated(pdf, change):
    """The file with an incremental update, as an editor appends one."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def attach(text):
    """A change that puts another text in the place of the credential."""

    def change(writer):
        entry = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1]["/EF"]
        entry["/F"] = writer.add_object(EmbeddedFileObject.from_file_data(writer, text.encode()))
        writer.update_container(entry)

    return change


def rename(writer):
    info = writer.trailer["/Info"]
    info["/Title"] = TextStringObject("Certificate of Completion: Bilal Ahmed")
    writer.update_container(info)


def signed_again(pdf, key, monkeypatch):
    """Past the refusal to sign twice."""
    with monkeypatch.context() as change:
        change.setattr(signature, "BYTE_RANGE", b"/Nowhere")
        change.setattr(signature, "FIELD", "Second")
        return signature.sign(pdf, key, AT)


def refusal(pdf, *known):
    with pytest.raises(Refusal) as refused:
        signature.check(pdf, known)
    return refused.type


# What is signed


def test_what_a_key_signed_is_known_by_that_key(signed, key, stranger):
    assert signature.check(signed, [stranger.public, key.public]) == key.public


def test_what_a_key_signed_stays_signed_when_the_key_retires(signed, key):
    retired = replace(key.public, retired_at=AT + timedelta(days=1))

    assert signature.check(signed, [retired]) == retired


def test_the_signature_is_appended_and_the_same_input_gives_the_same_bytes(sheet, signed, key):
    assert signed.startswith(sheet)
    assert len(signed) < len(sheet) + 6_000
    assert signature.sign(sheet, key, AT, "Certificate of completion") == signed
    assert signature.sign(sheet, key, AT + timedelta(seconds=1), "Certificate of completion") != signed


def test_a_validator_that_knows_the_academy_trusts_all_of_the_document(signed, key):
    (found,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    context = ValidationContext(trust_roots=[asn1.Certificate.load(key.public.certificate)], moment=AT)

    status = validate_pdf_signature(found, context)

    assert status.bottom_line and status.docmdp_ok
    assert status.summary() == "INTACT:TRUSTED,UNTOUCHED"
    assert read_certification_data(found.reader).permission == MDPPerm.NO_CHANGES
    assert found.self_reported_timestamp == AT
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.sig_object["/Name"] == "Example Civil Service Academy"
    assert found.sig_object["/Reason"] == "Certificate of completion"
    assert {attribute["type"].native for attribute in found.signer_info["signed_attrs"]} == {
        "content_type", "message_digest", "signing_certificate_v2"
    }  # fmt: skip


def test_poppler_finds_the_signature_valid_and_a_changed_file_not(signed, tmp_path):
    assert "Signature is Valid" in said_by_poppler(signed, tmp_path)
    assert "Total document signed" in said_by_poppler(signed, tmp_path)
    assert "Signature is Valid" not in said_by_poppler(flipped(signed, len(signed) // 2), tmp_path)


def said_by_poppler(pdf, folder):
    path = folder / "certificate.pdf"
    path.write_bytes(pdf)
    home = {"HOME": str(folder), "PATH": "/usr/bin"}  # no store of certificates of whoever runs this
    return subprocess.run(["pdfsig", "-nocert", path], env=home, capture_output=True, text=True).stdout


def test_openssl_verifies_it_with_the_published_certificate_alone(signed, key, stranger, tmp_path):
    start, end = place(signed)
    paths = {name: tmp_path / name for name in ("signature", "content", "published")}
    paths["signature"].write_bytes(held(signed).dump())
    paths["content"].write_bytes(signed[:start] + signed[end:])

    for published, answer in ((key.public, 0), (stranger.public, 4)):
        paths["published"].write_bytes(published.pem)
        assert subprocess.run(
            ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", paths["signature"], "-content",
             paths["content"], "-CAfile", paths["published"], "-purpose", "any", "-attime", str(int(AT.timestamp()))],
            capture_output=True,
        ).returncode == answer  # fmt: skip


def test_signing_and_checking_work_inside_an_event_loop(sheet, signed, key):
    async def certify():
        return signature.check(signature.sign(sheet, key, AT), [key.public])

    assert asyncio.run(certify()) == key.public


def test_nothing_is_signed_twice_or_outside_the_life_of_the_key(sheet, signed, key):
    with pytest.raises(ValueError, match="holds a signature"):
        signature.sign(signed, key, AT)
    with pytest.raises(ValueError, match="outside the life of key"):
        signature.sign(sheet, key, AT - timedelta(days=1))
    with pytest.raises(ValueError, match="outside the life of key"):
        signature.sign(sheet, key, AT + keys.VALIDITY + timedelta(days=1))


def test_the_longest_names_and_addresses_have_room(sheet):
    name, did = "বাংলাদেশ লোক প্রশাসন প্রশিক্ষণ কেন্দ্র " * 3, "did:web:" + "academy." * 30 + "example"
    long = keys.generate(name, did, AT)

    assert signature.check(signature.sign(sheet, long, AT), [long.public]) == long.public


# What is refused


def test_no_bit_of_the_signature_itself_can_be_another(signed, key):
    start, end = place(signed)

    assert all(is_altered(flipped(signed, position, position % 8), key) for position in range(start, end))


def test_no_byte_anywhere_can_be_another(signed, key):
    positions = random.Random(7).sample(range(len(signed)), 300)

    assert all(is_altered(flipped(signed, position, position % 8), key) for position in positions)


@pytest.mark.slow
def test_not_one_byte_of_the_whole_file_can_be_another(signed, key):
    assert all(is_altered(flipped(signed, position), key) for position in range(len(signed)))


def is_altered(pdf, key):
    try:
        signature.check(pdf, [key.public])
    except Altered:
        return True
    return False


def test_the_same_signature_cannot_be_written_otherwise(signed, key):
    start, end = place(signed)
    lower = signed[:start] + signed[start:end].lower() + signed[end:]
    assert refusal(lower, key.public) is Altered

    padded = signed[: end - 3] + b"FF" + signed[end - 1 :]
    assert refusal(padded, key.public) is Altered


def test_the_twin_of_a_signature_value_is_refused(signed, key):
    container = held(signed)
    signer = container["content"]["signer_infos"][0]
    r, s = decode_dss_signature(signer["signature"].native)
    signer["signature"] = encode_dss_signature(r, SECP256R1.group_order - s)

    twin = holding(signed, container)

    assert signature._readers_agree(twin, key.public)  # others let it pass
    assert refusal(twin, key.public) is Altered


def test_an_unsigned_attribute_or_a_second_certificate_is_refused(signed, key, stranger):
    annotated, accompanied = held(signed), held(signed)
    annotated["content"]["signer_infos"][0]["unsigned_attrs"] = [{"type": "content_type", "values": ["data"]}]
    accompanied["content"]["certificates"].append(asn1.Certificate.load(stranger.public.certificate))

    assert refusal(holding(signed, annotated), key.public) is Altered
    assert refusal(holding(signed, accompanied), key.public) is Altered


def test_the_place_of_the_signature_cannot_move(signed, key):
    start, end = place(signed)
    around = signed[:start] + signed[end:]
    for moved in (start - 1, start + 1, len(signed) - (end - start), 100):
        assert refusal(around[:moved] + signed[start:end] + around[moved:], key.public) is Altered


@pytest.mark.parametrize("more", [b"\n", b"\0", b"%", b"\n%%EOF\n", b"/ByteRange [0 1 2 3]"])
def test_nothing_can_be_appended(signed, key, more):
    assert refusal(signed + more, key.public) is Altered
    assert refusal(more + signed, key.public) is Altered


@pytest.mark.parametrize("change", [rename, attach(ANOTHER), lambda writer: writer.update_root()])
def test_an_incremental_update_is_an_alteration(signed, key, change):
    changed = updated(signed, change)

    assert changed.startswith(signed) and changed != signed
    assert refusal(changed, key.public) is Altered


def test_the_credential_of_another_cannot_be_swapped_in(sheet, signed, key, stranger):
    swapped = updated(signed, attach(ANOTHER))
    assert signature.attachment(swapped, "credential.json") == ANOTHER.encode()
    assert refusal(swapped, key.public) is Altered

    assert refusal(signature.sign(updated(sheet, attach(ANOTHER)), stranger, AT), key.public) is Stranger


def test_a_file_that_another_program_wrote_anew_is_no_longer_ours(signed, key):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(signed)))
    writer.add_metadata({"/Title": "Certificate of Completion: Bilal Ahmed"})
    file = BytesIO()
    writer.write(file)

    assert refusal(file.getvalue(), key.public) is Altered


def test_a_document_without_its_signature_is_unsigned(sheet, signed, key):
    assert refusal(sheet, key.public) is Unsigned
    assert refusal(signed[: len(sheet)], key.public) is Unsigned


def test_what_a_stranger_signed_is_a_strangers(sheet, signed, key, stranger):
    theirs = signature.sign(sheet, stranger, AT)

    assert refusal(theirs, key.public) is Stranger
    assert refusal(signed, stranger.public) is Stranger
    assert refusal(signed) is Stranger


def test_a_published_key_is_its_certificate_and_not_its_name(signed, key, stranger):
    impostor = replace(key.public, certificate=stranger.public.certificate)

    assert refusal(signed, impostor) is Stranger


def test_a_second_signature_is_an_alteration_whoever_wrote_it(signed, key, stranger, monkeypatch):
    by_stranger, by_us = (signed_again(signed, signer, monkeypatch) for signer in (stranger, key))

    assert len(list(PdfFileReader(BytesIO(by_stranger)).embedded_signatures)) == 2
    assert refusal(by_stranger, key.public) is Altered
    assert refusal(by_us, key.public) is Altered


def test_a_stranger_first_and_us_after_is_refused_too(sheet, key, stranger, monkeypatch):
    ours_on_top = signed_again(signature.sign(sheet, stranger, AT), key, monkeypatch)

    assert refusal(ours_on_top, key.public) is Altered


def test_a_validator_is_asked_besides_and_may_say_no(signed, key, stranger):
    assert signature._readers_agree(signed, key.public)
    assert not signature._readers_agree(signed, stranger.public)
    assert not signature._readers_agree(updated(signed, rename), key.public)
    assert not signature._readers_agree(flipped(signed, 5_000), key.public)


# What is hostile


def named(key):
    """A file that says it is signed by the key, which gets it past the first look."""
    return b"%PDF-1.7\n<" + key.public.certificate.hex().encode() + b">\n"


HOSTILE = {
    "nothing": b"",
    "no PDF": b"PK\x03\x04" * 1000,
    "only a claim": b"%PDF-1.7\n/ByteRange [0 10 20 30]",
    "deep arrays": b"%PDF-1.7\n1 0 obj\n" + b"[" * 1_000_000,
    "deep dictionaries": b"%PDF-1.7\n1 0 obj\n" + b"<</A " * 500_000,
    "many ranges": b"%PDF-1.7\n" + b"/ByteRange [0 10 20 30]" * 100_000,
    "endless numbers": b"%PDF-1.7\n/ByteRange [0 " + b"1" * 4_000_000,
    "a bomb": b"%PDF-1.7\n<</Type /EmbeddedFile/Filter/FlateDecode>> stream\n" + zlib.compress(b"0" * 50_000_000),
    "names without files": b"%PDF-1.7\n" + b"/EmbeddedFile" * 300_000,
    "an encrypted file": b"%PDF-1.7\ntrailer <</Encrypt <</Filter /Standard /V 4>> /Prev 9>>\nstartxref\n9\n%%EOF",
    "too large": b"%PDF-1.7\n" + b" " * 5_000_000,
}  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_within_a_second_signed_or_not(hostile, key):
    started = time.process_time()

    assert refusal(hostile, key.public) in (Unsigned, Stranger)
    assert refusal(named(key) + hostile, key.public) in (Altered, Unsigned)
    assert sum(map(len, signature.enclosures(hostile))) <= 100_000

    assert time.process_time() - started < 1


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 900), st.integers(0, 60))
def test_whatever_stands_in_the_place_of_the_signature_is_refused(key, signed, junk, at, gone):
    container = held(signed).dump()
    changed = (container[:at] + junk + container[at + gone :])[: signature.ROOM // 2]
    start, end = place(signed)
    text = changed.hex().upper().ljust(signature.ROOM, "0").encode()
    if text == signed[start + 1 : end - 1]:
        return

    assert refusal(signed[:start] + b"<" + text + b">" + signed[end:], key.public) in (Altered, Stranger)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2_000), st.integers(0, 80_000), st.integers(0, 80_000))
def test_whatever_is_cut_out_of_or_put_into_the_file_is_refused(key, signed, junk, at, until):
    changed = signed[:at] + junk + signed[max(at, until) :]
    if changed != signed:
        assert issubclass(refusal(changed, key.public), Refusal)


# What is attached


def test_the_credential_is_read_from_a_checked_document_by_its_name(signed, key):
    assert signature.attachment(signed, "credential.json") == CREDENTIAL.encode()
    assert signature.attachment(signed, "another.json") is None
    assert signature.attachment(signature.sign(document.render(PLAIN), key, AT), "credential.json") is None


def test_files_inside_a_document_of_anybody_are_found_without_trusting_it(signed):
    assert list(signature.enclosures(signed)) == [CREDENTIAL.encode()]
    assert list(signature.enclosures(updated(signed, attach(ANOTHER))))[1] == ANOTHER.encode()
    assert list(signature.enclosures(b"/EmbeddedFile stream\nnot deflated\nendstream")) == [b"not deflated"]
