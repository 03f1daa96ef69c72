"""The signature of the document: PAdES baseline B, P-256, over every byte of the file.

A checker trusts no structure that a file claims. The file holds one byte range, and everything outside the signature's
own place is hashed; the place itself must hold exactly the text that `sign` writes around that hash, the published
certificate and the signature value. So nothing can be written differently and still count, and whatever was uploaded,
only a file that is ours byte for byte reaches a parser of PDF.
"""

import asyncio
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from academy.proof.keys import PublicKey, SigningKey
from academy.proof.refusals import Altered, Stranger, Unsigned

if TYPE_CHECKING:  # half a second to import, so only when something is signed or checked
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

LARGEST = 5_000_000  # bytes; ours are a fiftieth of it
FIELD = "Signature"
ROOM = 4096  # hexadecimal digits kept for the signature, twice what it takes
BYTE_RANGE = b"/ByteRange"
MOST_ENCLOSURES, LARGEST_ENCLOSURE = 20, 100_000  # looked at in a document of anybody

_RANGE = re.compile(BYTE_RANGE + rb" \[0 (\d{1,7}) (\d{1,7}) (\d{1,7})\]")
_STREAM = re.compile(rb"[^a-z]stream\r?\n")
_VERIFYING = ECDSA(SHA256())
_SIGNING = ECDSA(SHA256(), deterministic_signing=True)  # RFC 6979: no chance, so none that repeats


def sign(pdf: bytes, key: SigningKey, at: datetime, reason: str = "") -> bytes:
    """The document with the signature appended, which permits no change; the same input gives the same bytes.

    Raises ValueError for a document with a signature, and for a time outside the life of the key's certificate: no
    reader would accept either.
    """
    from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    certificate = x509.load_der_x509_certificate(key.public.certificate)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise ValueError(f"{at} is outside the life of key {key.public.id}")
    if BYTE_RANGE in pdf:
        raise ValueError("the document holds a signature")
    # off the page: inside it a reader for the blind would have to announce it, which the printed line does
    field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
    said = SignatureObject(at, SigSeedSubFilter.PADES, name=key.public.issuer, reason=reason, bytes_reserved=ROOM)
    steps = PdfCMSEmbedder(field).write_cms(FIELD, _revision(pdf))
    next(steps)
    steps.send(SigObjSetup(said, SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)))
    prepared, file = steps.send(SigIOSetup("sha256", in_place=True))
    attributes = _attributes(key.public, prepared.document_digest)
    value = _canonical(key.p256.sign(attributes, _SIGNING))
    steps.send(_container(key.public, attributes, value))
    return file.getvalue()


def check(pdf: bytes, keys: Iterable[PublicKey]) -> PublicKey:
    """The key that signed all of this document; raises Unsigned, Stranger or Altered."""
    if len(pdf) > LARGEST:
        raise Unsigned(f"It is larger than {LARGEST // 1_000_000} MB, which no certificate is")
    named = _named(pdf, keys)
    if not named and b"%PDF-" in pdf[:1024] and BYTE_RANGE in pdf:
        raise Stranger("It is signed, and by no key of the academy")
    if not named:
        raise Unsigned("It is no signed PDF document")
    for key in named:
        if _is_as_signed(pdf, key) and _readers_agree(pdf, key):
            return key
    raise Altered("It was signed with a key of the academy, and changed since")


def attachment(pdf: bytes, name: str) -> bytes | None:
    """A file inside a document that was checked before."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        listed = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return None
    places = [place for place in range(0, len(listed), 2) if listed[place] == name]
    return listed[places[0] + 1]["/EF"]["/F"].data if places else None


def enclosures(pdf: bytes) -> Iterator[bytes]:
    """What lies like a file inside a document that nobody vouches for, found without following its structure: at most
    the first ones, and the beginning of each."""
    for found in islice(re.finditer(rb"/EmbeddedFile\b", pdf), MOST_ENCLOSURES):
        if start := _STREAM.search(pdf, found.end(), found.end() + 1000):
            content = pdf[start.end() : start.end() + LARGEST_ENCLOSURE]
            try:
                yield zlib.decompressobj().decompress(content, LARGEST_ENCLOSURE)
            except zlib.error:
                yield content.partition(b"endstream")[0].strip()


def _revision(pdf: bytes) -> "IncrementalPdfFileWriter":
    """The document's next revision, which adds the signature alone.

    By itself pyHanko would note its clock's time in the metadata and draw the new identifier by chance. It has no door
    for this; test_signature guards both lines.
    """
    from pyhanko.pdf_utils.generic import ByteStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers.constants import ESIC_EXTENSION_1

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer._update_meta = lambda: None
    writer._document_id[1] = ByteStringObject(hashlib.sha256(pdf).digest()[:16])
    writer.register_extension(ESIC_EXTENSION_1)  # PDF 1.7 knows PAdES as an extension
    return writer


def _attributes(key: PublicKey, digest: bytes) -> bytes:
    """What the P-256 half signs, in DER: the hash of the file, and whose certificate goes with it."""
    from pyhanko.sign.general import simple_cms_attribute

    return cms.CMSAttributes(
        [
            simple_cms_attribute("content_type", "data"),
            simple_cms_attribute("message_digest", digest),
            cms.CMSAttribute.load(_whose(key)),
        ]
    ).dump()


@lru_cache(maxsize=32)
def _whose(key: PublicKey) -> bytes:
    """The attribute that names the certificate: the same in all signatures, and as long to make as all the rest."""
    from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

    return simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(_certificate(key))).dump()


def _container(key: PublicKey, attributes: bytes, value: bytes) -> bytes:
    """The signature as it stands in the document: CMS in DER."""
    from pyhanko.sign.signers.pdf_cms import ExternalSigner

    signer = ExternalSigner(_certificate(key), None, signature_value=value)
    signed = signer.async_sign_prescribed_attributes("sha256", cms.CMSAttributes.load(attributes))
    return _apart(asyncio.run, signed).dump()


def _certificate(key: PublicKey) -> asn1.Certificate:
    return asn1.Certificate.load(key.certificate)


def _canonical(value: bytes) -> bytes:
    """The one way to write a signature value: each has a twin, with the other s, that verifies as well."""
    r, s = decode_dss_signature(value)
    order = SECP256R1.group_order
    return encode_dss_signature(r, min(s, order - s))


def _named(pdf: bytes, keys: Iterable[PublicKey]) -> list[PublicKey]:
    """The keys that a signature in the file names, by certificate or by its hash: who breaks one leaves the other."""
    text = pdf.lower()
    return [
        key
        for key in keys
        if any(part.hex().encode() in text for part in (key.certificate, hashlib.sha256(key.certificate).digest()))
    ]


def _is_as_signed(pdf: bytes, key: PublicKey) -> bool:
    """Whether the file is, byte for byte, what `sign` gave."""
    found = _RANGE.findall(pdf)
    if len(found) != 1:
        return False
    start, end, rest = map(int, found[0])
    if end - start != ROOM + 2 or end + rest != len(pdf):
        return False
    written = pdf[start:end]
    attributes = _attributes(key, hashlib.sha256(pdf[:start] + pdf[end:]).digest())
    try:
        value = _signature_value(written)
        key.p256.verify(value, attributes, _VERIFYING)
        container = _container(key, attributes, _canonical(value))
    except (ValueError, InvalidSignature):
        return False
    return written == b"<%s>" % container.hex().upper().ljust(ROOM, "0").encode()


def _signature_value(written: bytes) -> bytes:
    """The one part of the container that cannot be built from the key and the file; raises ValueError without one."""
    try:
        signed = cms.ContentInfo.load(bytes.fromhex(written[1:-1].decode("ascii")))["content"]
        return signed["signer_infos"][0]["signature"].native
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("this is no signature") from error


def _readers_agree(pdf: bytes, key: PublicKey) -> bool:
    """Whether a validator that follows the document's structure, and trusts this key alone, says the same."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    moment = signature.self_reported_timestamp
    trust = ValidationContext(trust_roots=[_certificate(key)], moment=moment, allow_fetching=False)
    status = _apart(validate_pdf_signature, signature, trust)
    return (
        status.intact
        and status.valid
        and status.trusted
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.modification_level == ModificationLevel.NONE
    )


def _apart(call: Callable, *arguments: Any) -> Any:
    """In a thread of its own: pyHanko starts an event loop, and whoever called us may be inside one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *arguments).result()
