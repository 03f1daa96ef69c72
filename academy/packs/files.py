"""The files of packs, from a folder, a zip or a browser that nobody vouches for.

What is declared of a file is never believed: everything is read with a bound, so that no ratio of packing can matter.
"""

import io
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from academy.packs import pictures
from academy.packs.documents import PACK_FILE, odd_sign, position
from academy.packs.findings import Finding, PackError

FILE_BYTES = 2_000_000
PACK_BYTES = 20_000_000
PACK_FILES = 500
ZIP_BYTES = PACK_BYTES + 1_000_000
ENTRY = b"PK\x01\x02"  # begins each entry in the list of a zip
MOST_ENTRIES = 4 * PACK_FILES
IMAGE_TYPES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
TEXT_TYPES = {".yaml", ".md"}
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of the others no bounded piece can be unpacked
UNREADABLE = (  # what broken zips raise, by the way that they are packed
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)?", re.IGNORECASE)
DEVICE_NAME = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # what Windows takes for a device
LEFTOVER = re.compile(r"(^|/)(__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$")  # what systems leave in folders
UNFIT_FOLDER = re.compile(r"\.*|.*[\\:\x00-\x1f].*", re.DOTALL)

Files = dict[str, bytes]


def of(source: Path) -> Files:
    """Every file of the one pack in a folder or a .zip, by its path in the pack; raises PackError."""
    found = opened(source)
    if len(found) > 1:
        raise PackError([Finding(source.name, 0, 0, f"there are {len(found)} packs in it: {', '.join(sorted(found))}")])
    return next(iter(found.values()))


def opened(source: Path) -> dict[str, Files]:
    """The files of each pack in a folder or a .zip, by the name of the folder in which it stands there ("": in none)."""
    return opened_zip(source) if source.suffix.lower() == ".zip" else opened_folder(source)


def images(files: Mapping[str, bytes]) -> Files:
    return {path: data for path, data in files.items() if _suffix(path) in IMAGE_TYPES}


def opened_folder(folder: Path) -> dict[str, Files]:
    if not folder.is_dir():
        raise PackError([Finding(str(folder), 0, 0, "there is no such folder")])
    paths = [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]
    if odd := [path for path in paths if path.is_symlink() or not path.is_file()]:
        raise PackError(Finding(path.name, 0, 0, "links and devices are not allowed in a pack") for path in odd)
    sizes = _wanted({path.relative_to(folder).as_posix(): path.stat().st_size for path in paths})
    return _sorted_out(sizes, lambda name: (folder / name).read_bytes())


def opened_files(files: Mapping[str, bytes]) -> dict[str, Files]:
    """The same of files that a browser sent, by the paths that it gave them."""
    return _sorted_out(_wanted({name: len(data) for name, data in files.items()}), files.__getitem__)


def opened_zip(source: Path | io.BytesIO) -> dict[str, Files]:
    try:
        data = _bounded(source)
        if len(data) > ZIP_BYTES or data.count(ENTRY) > MOST_ENTRIES:
            raise PackError([_too_much()])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
            _refuse_entries(archive.infolist())
            sizes = _wanted({name: entry.file_size for name, entry in entries.items()})
            return _sorted_out(sizes, lambda name: _unpacked(archive, entries[name]))
    except UNREADABLE as error:
        raise PackError([Finding("zip", 0, 0, f"not a zip that can be read: {error}")]) from None


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files; the same files make the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def _bounded(source: Path | io.BytesIO) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return file.read(ZIP_BYTES + 1)
    return source.read(ZIP_BYTES + 1)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What an entry holds; reading by pieces unpacks no more than was asked for, whatever the zip says of itself."""
    with archive.open(entry) as file:
        data = file.read(FILE_BYTES + 1)
    if len(data) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} has another size than it says")
    return data


def _refuse_entries(entries: list[zipfile.ZipInfo]) -> None:
    findings = [Finding(entry.filename, 0, 0, problem) for entry in entries if (problem := _entry_problem(entry))]
    names = [entry.filename for entry in entries]
    findings += [
        Finding(name, 0, 0, "is in the zip twice") for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if findings:
        raise PackError(findings)


def _entry_problem(entry: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        return "links and devices are not allowed in a pack"
    if entry.flag_bits & 1:
        return "is locked with a password: make the zip without one"
    if entry.orig_filename != entry.filename:
        return "its name has a sign that ends names"
    if entry.compress_type not in PACKINGS:
        return "is packed in an unusual way: make an ordinary zip"
    return None


def _wanted(sizes: Mapping[str, int]) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if not LEFTOVER.search(name)}


def _sorted_out(sizes: Mapping[str, int], read) -> dict[str, Files]:
    """The packs among these files, each checked as far as that goes without understanding it."""
    if len(sizes) > PACK_FILES or sum(sizes.values()) > PACK_BYTES:
        raise PackError([_too_much(f": these are {len(sizes)} of {sum(sizes.values())} bytes")])
    folders = _folders(sizes)
    places = {name: _place(name, folders) for name in sizes}
    if findings := [*_misplaced(places), *_unsafe(sizes, places), *_colliding(places)]:
        raise PackError(findings)
    found: dict[str, Files] = {folder: {} for folder in folders}
    for name, (folder, path) in places.items():
        found[folder][path] = read(name)
    if findings := [_checked(name, found[folder][path]) for name, (folder, path) in places.items()]:
        _raise(findings)
    return found


def _folders(names: Iterable[str]) -> list[str]:
    """The folders that are packs; "" where the files are a pack as they stand."""
    ends = f"/{PACK_FILE}"
    tops = [name.removesuffix(ends) for name in names if name.endswith(ends)]
    fit = [top for top in tops if "/" not in top and not UNFIT_FOLDER.fullmatch(top)]
    return [""] if PACK_FILE in names or not fit else fit


def _place(name: str, folders: list[str]) -> tuple[str | None, str]:
    """The pack that a file belongs to, None for one that stands in no pack, and its path there."""
    if folders == [""]:
        return "", name
    top, _, path = name.partition("/")
    return (top, path) if top in folders else (None, name)


def _misplaced(places) -> Iterator[Finding]:
    for name, (folder, _) in places.items():
        if folder is None:
            yield Finding(name, 0, 0, f"stands in no pack: a pack is a folder with a {PACK_FILE}")


def _unsafe(sizes, places) -> Iterator[Finding]:
    for name, (_, path) in places.items():
        if problem := _name_problem(path, sizes[name]):
            yield Finding(name, 0, 0, problem)


def _colliding(places) -> Iterator[Finding]:
    """Names that are one and the same on other systems, and files that would have to be folders too."""
    seen: dict[tuple, str] = {}
    for name, (folder, path) in places.items():
        other = seen.setdefault((folder, path.casefold()), name)
        if other != name:
            yield Finding(name, 0, 0, f"differs from {other} in capital letters only")
    for name, (folder, path) in places.items():
        above = (str(parent).casefold() for parent in PurePosixPath(path).parents)
        if file := next((seen[folder, each] for each in above if (folder, each) in seen), None):
            yield Finding(name, 0, 0, f"{file} is a file, and cannot be its folder")


def _name_problem(name: str, size: int) -> str | None:
    parts = name.split("/")
    if not all(SAFE_NAME.fullmatch(part) for part in parts) or len(name) > 120:
        return "file names are letters, digits, hyphens and one ending"
    if any(DEVICE_NAME.match(part) for part in parts):
        return "a file cannot be called so on every system"
    if _suffix(name) not in TEXT_TYPES and _suffix(name) not in IMAGE_TYPES:
        return f"files are {', '.join(sorted(TEXT_TYPES | set(IMAGE_TYPES)))}"
    if size > FILE_BYTES:
        return f"larger than {FILE_BYTES // 10**6} MB: {size} bytes"
    return None


def _checked(name: str, data: bytes) -> Finding | None:
    if kind := IMAGE_TYPES.get(_suffix(name)):
        problem = pictures.problem(data, kind)
        return Finding(name, 0, 0, problem) if problem else None
    return _text_finding(name, data) if _suffix(name) == ".md" else None


def _text_finding(name: str, data: bytes) -> Finding | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Finding(name, *position(data, error.start), "not UTF-8 text")
    found = odd_sign(text)
    return Finding(name, *position(text, found[0]), found[1]) if found else None


def _raise(findings: Iterable[Finding | None]) -> None:
    if found := [finding for finding in findings if finding]:
        raise PackError(found)


def _too_much(said: str = "") -> Finding:
    return Finding("pack", 0, 0, f"a pack holds at most {PACK_FILES} files and {PACK_BYTES // 10**6} MB{said}")


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
