"""Files that are no backups, or are none any more: each is refused in plain words, and the database stays as it was."""

import hashlib
import io
import json
import random
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from academy.accounts.models import Person
from academy.backup import manifest, reading
from academy.db import db
from tests import factories
from tests.backups import academy, backed_up
from tests.commands import typed

MANIFEST = manifest.NAME


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The parts of a sound backup by their names."""
    folder = tmp_path_factory.mktemp("good")
    with academy(folder / "house") as made, made.app_context():
        upgrade()
        factories.learner(name="Zarnab Noorpuri", email="zarnab@example.org")
        factories.learner(name="Bilal Shah")
        db.session.commit()
        backed_up(made, folder / "good.backup")
    with zipfile.ZipFile(folder / "good.backup") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def refused(other, tmp_path):
    """What is said of a file that is refused."""

    def refuse(data: bytes) -> str:
        path = tmp_path / "file.backup"
        path.write_bytes(data)
        done = typed(other, "restore", path)
        assert done.exit_code == 1, done.output
        assert isinstance(done.exception, SystemExit)
        with other.app_context():
            assert sa.inspect(db.engine).get_table_names() == []
        return done.output

    return refuse


def packed(parts, **more):
    """A zip of these parts, the manifest as it stands in them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*parts.items(), *more.items()]:
            archive.writestr(name, data)
    return file.getvalue()


def restated(parts, change=None):
    """The same with a manifest that says what is in them, as somebody would who knows how; `change` is done to it."""
    said = json.loads(parts[MANIFEST])
    for table in said["tables"]:
        data = parts.get(f"tables/{table['name']}.jsonl", b"")
        table |= {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "rows": data.count(b"\n")}
    if change:
        change(said)
    return parts | {MANIFEST: json.dumps(said).encode()}


def people(parts, change):
    """The parts with other rows of people: a list of values by column each."""
    said = json.loads(parts[MANIFEST])
    names = [name for table in said["tables"] if table["name"] == "person" for name, _ in table["columns"]]
    rows = [dict(zip(names, json.loads(line))) for line in parts["tables/person.jsonl"].splitlines()]
    change(rows)
    lines = [json.dumps(list(row.values()), ensure_ascii=False) + "\n" for row in rows]
    return restated(parts | {"tables/person.jsonl": "".join(lines).encode()})


def test_what_is_sound_is_taken(good, other, tmp_path):
    path = tmp_path / "file.backup"
    path.write_bytes(packed(restated(good)))

    done = typed(other, "restore", path)

    assert done.exit_code == 0, done.output
    with other.app_context():
        assert db.session.scalars(sa.select(Person.name).order_by(Person.id)).all() == ["Zarnab Noorpuri", "Bilal Shah"]


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all", b"\0" * 10_000, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_zip(refused, data):
    assert "no backup of an academy" in refused(data)


def test_a_zip_of_something_else(refused):
    assert "no backup of an academy" in refused(packed({"letter.txt": b"Dear all"}))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_file_that_was_cut_off(refused, good, share):
    whole = packed(good)

    assert "damaged" in refused(whole[: int(len(whole) * share)])


def test_a_file_in_which_bytes_are_wrong(good, tmp_path):
    whole, chance, path = packed(good), random.Random(3), tmp_path / "file.backup"
    silent = []
    for _ in range(200):
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        try:
            with reading.opened(path) as backup:
                backup.check()
                same = {name: backup._read(name) for name in backup.manifest.members}
        except reading.BackupTrouble:
            continue
        silent += [] if same == {name: data for name, data in good.items() if name != MANIFEST} else [at]

    assert not silent, "bytes were changed here, and what is read is not what was written"


def test_a_row_that_was_changed(refused, good):
    changed = good["tables/person.jsonl"].replace(b"Bilal Shah", b"Bilal Khan")

    assert "tables/person.jsonl in this backup is not as it was written" in refused(
        packed(good | {"tables/person.jsonl": changed})
    )


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/passwd", "tables/person.jsonl/../x", "tables/other.jsonl", "files/../../x", "C:\\evil"]
)
def test_a_part_that_nobody_named(refused, good, name):
    assert "does not have the parts that it names, or has others" in refused(packed(good, **{name: b"x"}))


def test_a_part_that_is_missing(refused, good):
    assert "does not have the parts" in refused(
        packed({name: data for name, data in good.items() if "person" not in name})
    )


def test_a_part_that_is_there_twice(refused, good):
    file = io.BytesIO(packed(good))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("tables/person.jsonl", b"")

    assert "does not have the parts" in refused(file.getvalue())


def test_a_file_that_would_fill_the_disk(refused, good):
    bomb = good | {"tables/person.jsonl": b" " * 200_000_000}

    assert "out of all proportion" in refused(packed(restated(bomb)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda said: said.update(version=2), "a newer version of the academy made this backup"),
        (lambda said: said.update(revision="9999"), "a newer version of the academy made this backup"),
        (lambda said: said.update(revision="../1"), "no backup of an academy"),
        (lambda said: said.update(format="CTFd"), "no backup of an academy"),
        (lambda said: said.update(version="1"), "no backup of an academy"),
        (lambda said: said.update(more="words"), "no backup of an academy"),
        (lambda said: said.pop("tables"), "no backup of an academy"),
        (lambda said: said["tables"][0].update(name='x"; DROP TABLE person; --'), "no backup of an academy"),
        (lambda said: said["tables"].append(said["tables"][0]), "no backup of an academy"),
        (lambda said: said["tables"][0].update(size=-1), "no backup of an academy"),
        (lambda said: said.update(revision="0001"), "not those of its version"),
        (lambda said: person(said)["columns"].pop(), "not those of its version"),
        (lambda said: person(said)["columns"].append(["admin", "boolean"]), "not those of its version"),
        (lambda said: person(said)["columns"][0].__setitem__(1, "json"), "not those of its version"),
    ],
)
def test_a_manifest_that_says_something_else(refused, good, change, says):
    assert says in refused(packed(restated(good, change)))


def person(said):
    return next(table for table in said["tables"] if table["name"] == "person")


def test_a_table_that_nobody_knows(refused, good):
    def add(said):
        said["tables"].append({**person(said), "name": "person_too"})

    parts = good | {"tables/person_too.jsonl": good["tables/person.jsonl"]}

    assert "not those of its version: person_too" in refused(packed(restated(parts, add)))


@pytest.mark.parametrize(
    "line", [b"{}\n", b"[]\n", b"[1,2]\n", b"null\n", b"word\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n", b'"person"\n']
)
def test_rows_that_are_none(refused, good, line):
    assert "person" in refused(packed(restated(good | {"tables/person.jsonl": line})))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "1"), ("id", 1.5), ("id", True), ("id", 2**70), ("id", None), ("name", 7), ("name", None), ("name", ["x"]),
        ("active", 1), ("active", "true"), ("created_at", "yesterday"), ("created_at", "2026-13-01T00:00:00.000000Z"),
        ("created_at", 12), ("role", "emperor"), ("email", "Upper@Example.org"), ("service_code", "NONE"),
    ],
)  # fmt: skip
def test_values_that_do_not_fit(refused, good, column, value):
    said = refused(packed(people(good, lambda rows: rows[0].update({column: value}))))

    assert "person" in said


def test_two_rows_that_cannot_both_be(refused, good):
    said = refused(packed(people(good, lambda rows: rows[1].update(email=rows[0]["email"]))))

    assert "the rows of person do not fit this database" in said


def test_a_file_that_is_not_there(other, tmp_path):
    assert typed(other, "restore", tmp_path / "nothing").exit_code == 2


@pytest.mark.parametrize("name", ["x" * 121, "nul\0"])
def test_what_only_sqlite_takes_is_said_by_postgresql(good, server, tmp_path, name):
    path = tmp_path / "file.backup"
    path.write_bytes(packed(people(good, lambda rows: rows[0].update(name=name))))
    with academy(tmp_path / "there", server) as there:
        done = typed(there, "restore", path)

        assert (done.exit_code, "the rows of person do not fit this database" in done.output) == (1, True)
        with there.app_context():
            assert sa.inspect(db.engine).get_table_names() == []


def test_a_terminal_is_told_nothing_that_it_would_obey(good, other, tmp_path):
    path = tmp_path / "file.backup"
    path.write_bytes(packed(restated(good, lambda said: said.update(name="\x1b]0;Mine\x07", engine="a\r\nb\u202e"))))

    done = typed(other, "restore", "--check", path)

    assert done.exit_code == 0 and "]0;Mine" in done.output
    assert not [char for char in done.output if not char.isprintable() and char != "\n"]
    assert len(done.output.splitlines()) == 1


@pytest.mark.parametrize("line", ['{"person": 1, "add', "[]", '{"person": 1, "added_at": "soon"}', '{"person": 1}'])
def test_a_damaged_list_of_who_was_erased_is_said_before_anything_is_done(refused, good, other, line):
    kept = Path(other.config["INSTANCE_PATH"]) / "erasures.jsonl"
    kept.write_text(line)
    try:
        assert "erasures.jsonl has a line that is damaged" in refused(packed(restated(good)))
    finally:
        kept.unlink()
