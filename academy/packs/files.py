"""The files of a pack, from a folder or a zip that nobody vouches for."""

import io
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from academy.packs.documents import unseen_sign
from academy.packs.findings import Finding, PackError

FILE_BYTES = 2_000_000
PACK_BYTES = 20_000_000
PACK_FILES = 500
IMAGE_TYPES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".webp": b"RIFF"}
TEXT_TYPES = {".yaml", ".md"}
UNREADABLE = (  # what broken zips raise, by the way that they are packed
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, OSError, ValueError
)
SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)?", re.IGNORECASE)


def of(source: Path) -> dict[str, bytes]:
    """Every file of a folder or a .zip by its path; raises PackError."""
    return of_zip(source) if source.suffix == ".zip" else of_folder(source)


def images(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if PurePosixPath(path).suffix.lower() in IMAGE_TYPES}


def of_folder(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise PackError([Finding(str(folder), 0, 0, "there is no such folder")])
    paths = [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]
    if odd := [path for path in paths if path.is_symlink() or not path.is_file()]:
        raise PackError(Finding(path.name, 0, 0, "links and devices are not allowed in a pack") for path in odd)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in paths}
    _refuse_unsafe(sizes)
    return _checked({name: (folder / name).read_bytes() for name in sizes})


def of_zip(source: Path | io.BytesIO) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
                raise PackError([Finding("zip", 0, 0, "links are not allowed in a pack")])
            names = [entry.filename for entry in entries]
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise PackError(Finding(name, 0, 0, "is in the zip twice") for name in twice)
            _refuse_unsafe({entry.filename: entry.file_size for entry in entries})
            return _checked({entry.filename: archive.read(entry) for entry in entries})
    except UNREADABLE as error:
        raise PackError([Finding("zip", 0, 0, f"not a zip that can be read: {error}")]) from None


def _refuse_unsafe(sizes: Mapping[str, int]) -> None:
    findings = [Finding(name, 0, 0, problem) for name, size in sizes.items() if (problem := _name_problem(name, size))]
    if len(sizes) > PACK_FILES or sum(sizes.values()) > PACK_BYTES:
        findings.append(Finding("pack", 0, 0, f"a pack holds at most {PACK_FILES} files and {PACK_BYTES // 10**6} MB"))
    if findings:
        raise PackError(findings)


def _name_problem(name: str, size: int) -> str | None:
    parts = name.split("/")
    if not all(SAFE_NAME.fullmatch(part) for part in parts) or len(name) > 120:
        return "file names are letters, digits, hyphens and one ending"
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TEXT_TYPES and suffix not in IMAGE_TYPES:
        return f"files are {', '.join(sorted(TEXT_TYPES | set(IMAGE_TYPES)))}"
    if size > FILE_BYTES:
        return f"larger than {FILE_BYTES // 10**6} MB"
    return None


def _checked(files: dict[str, bytes]) -> dict[str, bytes]:
    findings = []
    for name, data in files.items():
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in IMAGE_TYPES and not data.startswith(IMAGE_TYPES[suffix]):
            findings.append(Finding(name, 0, 0, "its content is not the image that its ending says"))
        if suffix == ".md" and (problem := _text_problem(data)):
            findings.append(Finding(name, 0, 0, problem))
    if findings:
        raise PackError(findings)
    return files


def _text_problem(data: bytes) -> str | None:
    try:
        sign = unseen_sign(data.decode("utf-8"))
    except UnicodeDecodeError:
        return "not UTF-8 text"
    return sign and f"holds the character {sign}"
