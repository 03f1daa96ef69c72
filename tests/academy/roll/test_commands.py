"""academy people import."""

import pytest

from academy.accounts import people
from tests import commands


@pytest.fixture
def typed(lasting, tmp_path):
    """Types `academy people import` with a file of this text."""

    def run(text, *options):
        file = tmp_path / "people.csv"
        file.write_text(text, "utf-8")
        return commands.typed(lasting, "people", "import", file, *options)

    return run


def found(app, email):
    with app.app_context():
        return people.by_email(email)


def test_a_file_is_looked_at_imported_and_then_known(lasting, typed):
    text = "email,name,cohort,note\nada@command.example,Ada Karim,Batch C,x\n"

    looked = typed(text, "--dry-run", "--make-cohorts")
    assert looked.exit_code == 0, looked.output
    assert found(lasting, "ada@command.example") is None
    done, again = typed(text, "--make-cohorts"), typed(text)

    assert "1 of 1 rows are right: 1 new" in looked.output and "Ignored columns: note" in looked.output
    assert done.exit_code == 0 and "It is imported." in done.output
    assert found(lasting, "ada@command.example").name == "Ada Karim"
    assert "0 new, 0 changed, 1 unchanged" in again.output


def test_rows_that_are_wrong_are_named_and_nothing_is_written_unless_asked_for(lasting, typed, tmp_path):
    text = "email,name\nbea@command.example,Bea\nbroken,Cem\n"

    refused = typed(text, "--problems", str(tmp_path / "wrong.csv"))
    assert found(lasting, "bea@command.example") is None
    done = typed(text, "--valid-rows")

    assert refused.exit_code == 1 and "row 3, email: 'broken': This is not an e-mail address." in refused.output
    assert "broken,Cem,email: This is not" in (tmp_path / "wrong.csv").read_text("utf-8-sig")
    assert done.exit_code == 1 and "It is imported." in done.output
    assert found(lasting, "bea@command.example").name == "Bea"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is nothing in this file"),
        ("a,b\n1,2\n", "neither a column of e-mail"),
        ("email,mail\nx,y\n", "the same field"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(typed, text, said):
    answer = typed(text)

    assert answer.exit_code == 1 and said in answer.output
