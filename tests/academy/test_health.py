"""The state of health that a monitor asks for."""

import sqlalchemy as sa

from academy.app import create_app
from academy.db import db


def test_a_server_that_is_well_says_so(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "migration": answer.json["head"], "head": answer.json["head"], "ok": True}
    assert answer.json["head"]


def test_a_database_that_was_never_migrated_is_not_well(bare):
    answer = bare.test_client().get("/healthz")

    assert answer.status_code == 503
    assert (answer.json["ok"], answer.json["migration"]) == (False, None)


def test_a_database_of_another_release_is_not_well(client, session):
    session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert (answer.json["database"], answer.json["migration"], answer.json["ok"]) == ("ok", "0000", False)


def test_a_database_that_does_not_answer_is_not_well_and_its_address_stays_secret(tmp_path):
    url = f"postgresql+psycopg://academy:a-secret-password@/nothing?host={tmp_path}"
    lost = create_app(DATABASE=url, INSTANCE=str(tmp_path), SECRET_KEY="x")

    answer = lost.test_client().get("/healthz")

    assert answer.status_code == 503
    assert answer.json["database"] == "OperationalError"
    assert "secret" not in answer.text


def test_asking_writes_nothing(lasting):
    answer = lasting.test_client().head("/healthz")

    assert answer.status_code == 200
    with lasting.app_context():
        assert not db.session.new
