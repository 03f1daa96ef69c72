"""Mail by a server: a real one that speaks TLS, knows its users, and refuses for now or for ever."""

import asyncio
import ssl
import threading
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address

import pytest
import sqlalchemy as sa
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from academy import clock, jobs, mail
from academy.db import begin_writing, db
from academy.jobs.models import Job
from academy.mail.commands import send_one
from tests.servers import free_port

TO = "officer@academy.example"
ELSEWHERE = "127.0.0.2"  # an address of this machine that does not count as it


class Post:
    """Takes messages; `answers` are what the next recipients are answered with instead."""

    def __init__(self):
        self.taken, self.answers, self.secure, self.drops = [], [], [], 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.drops:
            self.drops -= 1
            server.transport.abort()
            return "250 never heard"
        self.secure.append(session.ssl is not None)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 2.0.0 queued as 42"


@contextmanager
def serving(post, host="127.0.0.1", port=0, **options):
    controller = Controller(post, hostname=host, port=port or free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def house(lasting, tmp_path, monkeypatch):
    monkeypatch.setitem(lasting.config, "MAIL_FOLDER", str(tmp_path / "outbox"))
    monkeypatch.setitem(lasting.config, "MAIL_FROM", "academy@academy.example")
    with lasting.app_context():
        db.session.execute(sa.delete(Job))
        db.session.commit()
        yield lasting


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate authority of our own: (its certificate, what the server presents), as files."""
    folder = tmp_path_factory.mktemp("authority")
    own, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority of the suite")])
    root = _certificate(issuer, issuer, own.public_key(), own, x509.BasicConstraints(True, None))
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(ELSEWHERE))])
    leaf = _certificate(x509.Name([]), issuer, server.public_key(), own, x509.BasicConstraints(False, None), names)
    pem = serialization.Encoding.PEM
    key = server.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "root.pem").write_bytes(root.public_bytes(pem))
    (folder / "server.pem").write_bytes(leaf.public_bytes(pem) + key)
    return folder / "root.pem", folder / "server.pem"


def _certificate(subject, issuer, public_key, signer, *extensions):
    now = clock.now()
    made = x509.CertificateBuilder(issuer, subject, public_key, x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), False)
    if subject == issuer:
        usage = dict.fromkeys(
            ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"), False
        )
        usage |= dict.fromkeys(("key_agreement", "encipher_only", "decipher_only"), False)
        made = made.add_extension(x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True), True)
    for extension in extensions:
        made = made.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints) or not subject.rdns)
    return made.sign(signer, hashes.SHA256())


@pytest.fixture
def tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority[1])
    return context


@pytest.fixture
def trusted(authority, monkeypatch):
    """The machine trusts the authority, as it would after its certificate was installed."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))


def configured(house, monkeypatch, url):
    monkeypatch.setitem(house.config, "MAIL_SERVER", url)


def sent(subject="Hello", body="Words.\n", to=TO):
    """Send it and try once; its job."""
    mail.send(to, subject, body)
    db.session.commit()
    job_id = db.session.scalar(sa.select(sa.func.max(Job.id)))
    jobs.run(job_id)
    return db.session.get(Job, job_id, populate_existing=True)


def tried_again(job):
    with time_machine.travel(job.not_before + timedelta(seconds=1)):
        jobs.run(job.id)
    return db.session.get(Job, job.id, populate_existing=True)


@pytest.mark.parametrize("subject", ["آپ کا سرٹیفکیٹ تیار ہے", "আপনার সনদ প্রস্তুত আছে, " * 6, "Your certificate"])
def test_a_server_gets_the_message_as_it_was_written(house, post, monkeypatch, subject):
    with serving(post) as port:
        configured(house, monkeypatch, f"smtp://127.0.0.1:{port}")
        job = sent(subject, f"السلام علیکم،\n\n{subject}\n.\nEnd\n")

    [(sender, to, written)] = post.taken
    message = message_from_bytes(written, policy=default)
    assert job.state == "done"
    assert (sender, to) == ("academy@academy.example", [TO])
    assert message["Subject"] == " ".join(subject.split())
    assert message["From"].addresses[0].addr_spec == "academy@academy.example"
    assert message.get_content().replace("\r\n", "\n") == f"السلام علیکم،\n\n{subject}\n.\nEnd\n"


def test_encryption_that_begins_later_is_asked_for_and_the_password_comes_after_it(
    house, post, tls, trusted, monkeypatch
):
    seen = []

    def authenticate(server, session, envelope, mechanism, data):
        seen.append((session.ssl is not None, data.login, data.password))
        return AuthResult(success=True)

    with serving(post, ELSEWHERE, tls_context=tls, authenticator=authenticate, auth_required=True) as port:
        configured(house, monkeypatch, f"smtp://the%40academy:p%2Fss@{ELSEWHERE}:{port}")
        job = sent()

    assert (job.state, job.error) == ("done", "")
    assert seen == [(True, b"the@academy", b"p/ss")] and post.secure == [True]


def test_encryption_from_the_first_byte(house, post, tls, trusted, monkeypatch):
    with serving(post, ssl_context=tls) as port:
        configured(house, monkeypatch, f"smtps://localhost:{port}")
        job = sent()

    assert (job.state, len(post.taken)) == ("done", 1)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_cannot_prove_itself_gets_nothing(house, post, tls, monkeypatch, scheme):
    options = {"ssl_context" if scheme == "smtps" else "tls_context": tls}
    with serving(post, ELSEWHERE, **options) as port:
        configured(house, monkeypatch, f"{scheme}://user:secret@{ELSEWHERE}:{port}")
        job = sent()

    assert (job.state, post.taken) == ("waiting", [])
    assert job.trouble == f"The connection to the mail server {ELSEWHERE} cannot be trusted."
    assert "secret" not in job.error


def test_a_server_elsewhere_that_offers_no_encryption_gets_nothing(house, post, monkeypatch):
    with serving(post, ELSEWHERE) as port:
        configured(house, monkeypatch, f"smtp://{ELSEWHERE}:{port}")
        job = sent()

    assert (job.state, post.taken) == ("waiting", [])
    assert "STARTTLS" in job.error


def test_encryption_can_be_waived_for_a_server_of_the_house(house, post, monkeypatch):
    with serving(post, ELSEWHERE) as port:
        configured(house, monkeypatch, f"smtp+plain://{ELSEWHERE}:{port}")

        assert sent().state == "done"


def test_a_password_that_is_not_taken_is_tried_again_and_said(house, post, tls, trusted, monkeypatch):
    refuse = lambda *given: AuthResult(success=False, handled=False)  # noqa: E731
    with serving(post, ELSEWHERE, tls_context=tls, authenticator=refuse) as port:
        configured(house, monkeypatch, f"smtp://user:secret@{ELSEWHERE}:{port}")
        job = sent()

    assert job.state == "waiting"
    assert "ACADEMY_MAIL_SERVER" in job.trouble and "535" in job.error and "secret" not in job.error


def test_what_a_server_puts_off_is_tried_again_and_arrives_once(house, post, monkeypatch):
    post.answers = ["451 4.7.1 greylisted, come back later"]
    with serving(post) as port:
        configured(house, monkeypatch, f"smtp://127.0.0.1:{port}")
        job = sent()
        put_off = (job.state, job.trouble)
        job = tried_again(job)

    assert put_off == ("waiting", "The mail server puts the message off: 451 4.7.1 greylisted, come back later")
    assert (job.state, len(post.taken)) == ("done", 1)


def test_what_a_server_never_takes_fails_at_once_with_its_word(house, post, monkeypatch):
    post.answers = ["550 5.1.1 no such mailbox here"]
    with serving(post) as port:
        configured(house, monkeypatch, f"smtp://127.0.0.1:{port}")
        job = sent()

    assert (job.state, job.tries) == ("failed", 1)
    assert job.trouble == "The mail server refused the message: 550 5.1.1 no such mailbox here"


def test_a_server_that_is_down_for_hours_loses_nothing(house, post, monkeypatch):
    port = free_port()
    configured(house, monkeypatch, f"smtp://127.0.0.1:{port}")
    job, began = sent(), clock.now()
    for _ in range(15):
        job = tried_again(job)
    waited = job.not_before - began

    with serving(post, port=port):
        job = tried_again(job)

    assert waited > timedelta(hours=10)
    assert (job.state, len(post.taken)) == ("done", 1)


def test_a_server_that_goes_down_in_the_middle_gets_it_again_under_the_same_id(house, post, monkeypatch):
    post.drops = 1
    with serving(post) as port:
        configured(house, monkeypatch, f"smtp://127.0.0.1:{port}")
        job = sent()
        dropped = (job.state, job.trouble)
        first = mail.messages.as_bytes(_message_of(job))
        job = tried_again(job)

    assert dropped == ("waiting", "The mail server 127.0.0.1 cannot be reached.")
    assert job.state == "done"
    [(_, _, written)] = post.taken
    assert message_from_bytes(written)["Message-ID"] == message_from_bytes(first)["Message-ID"]


def _message_of(job):
    return mail.messages.Message(**job.payload, number=str(job.id), written_at=job.created_at)


@pytest.mark.parametrize(
    "to", ["a@example.org\r\nRCPT TO:<b@example.org>", "a b@example.org", "پتہ@example.org", "nobody"]
)
def test_what_is_no_address_fails_before_a_server_is_asked(house, post, monkeypatch, to):
    with serving(post) as port:
        configured(house, monkeypatch, f"smtp://127.0.0.1:{port}")
        job = sent(to=to)

    assert (job.state, job.tries, post.taken) == ("failed", 1, [])
    assert "is no address that mail can be sent to" in job.trouble


def test_others_write_while_a_server_takes_its_time(house, post, monkeypatch):
    asked, answer = threading.Event(), threading.Event()

    class Slow(Post):
        async def handle_DATA(self, server, session, envelope):
            asked.set()
            await asyncio.to_thread(answer.wait, 10)
            return await super().handle_DATA(server, session, envelope)

    with serving(Slow()) as port:
        configured(house, monkeypatch, f"smtp://127.0.0.1:{port}")
        mail.send(TO, "Hello", "Words.")
        db.session.commit()
        job_id = jobs.due()[0]

        def deliver():
            with house.app_context():
                jobs.run(job_id)

        worker = threading.Thread(target=deliver)
        worker.start()
        assert asked.wait(10)
        begin_writing()
        mail.send(TO, "Another", "Words.")
        db.session.commit()
        answer.set()
        worker.join()

    assert db.session.get(Job, job_id, populate_existing=True).state == "done"


def test_an_administrator_tries_it_and_reads_the_answer(house, post, monkeypatch):
    runner = house.test_cli_runner()
    with serving(post) as port:
        configured(house, monkeypatch, f"smtp://127.0.0.1:{port}")
        good = runner.invoke(send_one, [TO])
        post.answers = ["550 5.7.1 not from you"]
        refused = runner.invoke(send_one, [TO])
    gone = runner.invoke(send_one, [TO])
    configured(house, monkeypatch, "")
    filed = runner.invoke(send_one, [TO])

    assert (good.exit_code, good.output) == (0, "250 2.0.0 queued as 42\n")
    assert refused.exit_code == 1 and "550 5.7.1 not from you" in refused.output
    assert gone.exit_code == 1 and "cannot be reached" in gone.output
    assert filed.exit_code == 0 and filed.output.strip().endswith(".eml")
