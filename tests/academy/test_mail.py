"""Mail: each message becomes a file that any mail program can read, once the transaction is committed."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr

import pytest

from academy import jobs, mail
from academy.db import db


@pytest.fixture
def house(lasting, tmp_path, monkeypatch):
    monkeypatch.setitem(lasting.config, "MAIL_FOLDER", str(tmp_path))
    with lasting.app_context():
        yield lasting


def sent(folder):
    for job_id in jobs.due():
        jobs.run(job_id)
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def test_a_message_in_urdu_arrives_as_it_was_written(house, tmp_path):
    mail.send("officer@academy.example", "آپ کا سرٹیفکیٹ تیار ہے", "السلام علیکم،\n\nDownload it: http://academy.example/\n")
    db.session.commit()

    [written] = sent(tmp_path)

    message = message_from_bytes(written, policy=default)
    text = message.get_content().replace("\r\n", "\n")
    assert message["Subject"] == "آپ کا سرٹیفکیٹ تیار ہے"
    assert message["To"] == "officer@academy.example"
    assert text == "السلام علیکم،\n\nDownload it: http://academy.example/\n"


def test_a_message_keeps_to_the_rules_of_mail(house, tmp_path, monkeypatch):
    monkeypatch.setitem(house.config, "NAME", "Civil Services Academy, Lahore (سول سروسز)")
    mail.send("officer@academy.example", "A subject " * 20, "Words.")
    db.session.commit()

    [written] = sent(tmp_path)

    message = message_from_bytes(written, policy=default)
    assert not message.defects and not [header for header in message.values() if header.defects]
    assert all(message[name] for name in ("From", "Date", "Message-ID"))
    assert message["From"].addresses[0].addr_spec == "no-reply@localhost"
    assert written.isascii()
    assert max(map(len, written.split(b"\r\n"))) <= 78
    assert b"\n" not in written.replace(b"\r\n", b"")


@pytest.mark.parametrize("name", ["Academy, Lahore", "Academy (Lahore)", "سول سروسز اکیڈمی لاہور پاکستان کی بہت لمبی نام", "Öff, x"])
def test_the_name_of_the_academy_is_the_sender_whatever_its_script(house, tmp_path, monkeypatch, name):
    monkeypatch.setitem(house.config, "NAME", name)
    mail.send("officer@academy.example", name * 3, "Words.")
    db.session.commit()

    [written] = sent(tmp_path)

    message = message_from_bytes(written)
    shown, address = parseaddr(message["From"])
    assert (readable(shown), address) == (name, "no-reply@localhost")
    assert readable(message["Subject"]) == name * 3


def readable(header):
    return str(make_header(decode_header(header)))


def test_a_message_that_is_rolled_back_is_never_sent(house, tmp_path):
    mail.send("officer@academy.example", "Not meant", "Words.")
    db.session.rollback()

    assert sent(tmp_path) == []


@pytest.mark.parametrize("to", ["a@example.org\r\nBcc: everyone@example.org", "nobody", ""])
def test_an_address_cannot_smuggle_in_a_header(house, tmp_path, to):
    mail.send(to, "Hello", "Words.")
    db.session.commit()

    assert sent(tmp_path) == []
