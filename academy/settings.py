"""Every setting of the academy, in one place. The README's table is tested against it."""

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones


class Setting(NamedTuple):
    """`ACADEMY_<name>` in the environment, `<name>` in the app's config. The default's type is the setting's type; a
    number is from `least` to `most`."""

    name: str
    default: str | int | bool
    help: str
    least: int = 1
    most: int | None = None

    @property
    def variable(self) -> str:
        return f"ACADEMY_{self.name}"

    def parse(self, text: str) -> str | int | bool:
        if isinstance(self.default, bool):
            if text.lower() not in ("0", "1", "false", "true", "no", "yes"):
                raise SettingError(f"{self.variable} is yes or no, not {text!r}")
            return text.lower() in ("1", "true", "yes")
        if isinstance(self.default, int):
            if not (text.isascii() and text.isdigit() and self._within(int(text))):
                upwards = "" if self.most is None else f" to {self.most}"
                raise SettingError(f"{self.variable} is a whole number from {self.least}{upwards}, not {text!r}")
            return int(text)
        if self.name in FORMS and not FORMS[self.name].fits(text):
            raise SettingError(f"{self.variable} is {FORMS[self.name].said}, not {text!r}")
        return text

    def _within(self, number: int) -> bool:
        return self.least <= number and (self.most is None or number <= self.most)


class SettingError(ValueError):
    """Settings that cannot be understood; each line of the message names a variable."""


class Form(NamedTuple):
    """What a text has to look like, for the program and for people."""

    fits: Callable[[str], object]
    said: str


HOST = r"([^@/:\s\[]+|\[[0-9A-Fa-f:]+\])(:[1-9][0-9]{0,4})?"  # with a port, if there is one
VIDEO_HOST = r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[1-9][0-9]{0,4})?"
FORMS = {
    "DATABASE": Form(
        re.compile(r"|(sqlite:///|postgresql\+psycopg://).+").fullmatch,
        "sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
    ),
    "BASE_URL": Form(re.compile(r"https?://[^/\s]+(/\S*)?").fullmatch, "an address that begins with http:// or https://"),
    "LRS_URL": Form(re.compile(r"|https?://[^/\s]+(/\S*)?").fullmatch, "an address that begins with https:// or http://"),
    "LANGUAGES": Form(re.compile(r"[a-z]{2}(,[a-z]{2})*").fullmatch, "a list of languages such as en,ur,bn"),
    "LOG_LEVEL": Form(("DEBUG", "INFO", "WARNING", "ERROR").__contains__, "DEBUG, INFO, WARNING or ERROR"),
    "LIVE_FANOUT": Form(re.compile(r"|https?://[^/\s]+/(\S*/)?").fullmatch, "an address that begins with http:// or https:// and ends with /"),
    "QUEUE": Form(re.compile(r"|rediss?://\S+").fullmatch, "redis://HOST/NUMBER or rediss://USER:PASSWORD@HOST/NUMBER"),
    "MAIL_SERVER": Form(
        re.compile(rf"|smtps?://([^@/\s]+@)?{HOST}/?|smtp\+plain://{HOST}/?").fullmatch,
        "smtp://USER:PASSWORD@HOST:587, smtps://USER:PASSWORD@HOST:465, or without encryption and password smtp+plain://HOST:25",
    ),
    "MAIL_FROM": Form(re.compile(r"[!-~]+@[!-~]+").fullmatch, "an address that mail is sent from"),
    "SECOND_FACTOR": Form(("offered", "staff").__contains__, "offered or staff"),
    "SSO_ISSUER": Form(re.compile(r"|https?://[^/\s]+(/\S*)?").fullmatch, "an address that begins with https:// or http://"),
    "VIDEO_HOSTS": Form(re.compile(rf"|{VIDEO_HOST}(,{VIDEO_HOST})*").fullmatch, "a list of hosts such as player.vimeo.com,video.example.org"),
    "TIMEZONE": Form(lambda name: name in available_timezones(), "the name of a time zone such as Asia/Karachi"),
}

SETTINGS = (
    Setting("DATABASE", "", "SQLAlchemy URL; empty: a SQLite file in the instance folder"),
    Setting("INSTANCE", "", "Folder for the database, keys and outbox; empty: `instance` beside the code"),
    Setting("SECRET_KEY", "", "Signs sessions and seals second factors; empty: made once and kept in the instance folder"),
    Setting("PACKS", "", "Folders with further packs that `academy init` loads, separated by `:`"),
    Setting("BASE_URL", "http://127.0.0.1:8000", "Where people reach this server; printed on certificates"),
    Setting("NAME", "Demonstration Civil Service Academy", "The academy's name on pages and certificates"),
    Setting("PROGRAMME", "Common Training Programme", "The programme's name on certificates"),
    Setting("SIGNATORY_NAME", "Director General", "Who signs certificates"),
    Setting("SIGNATORY_OFFICE", "Demonstration Civil Service Academy", "The signatory's office on certificates"),
    Setting("TIMEZONE", "Asia/Karachi", "Times are shown in this zone (stored in UTC)"),
    Setting("LANGUAGES", "en", "Languages offered, separated by commas; the first is the default"),
    Setting("SESSION_HOURS", 12, "Hours without a request after which a person has to sign in again"),
    Setting("SESSION_DAYS", 7, "Days after which a person has to sign in again in any case"),
    Setting("SECOND_FACTOR", "offered", "offered, or staff: instructors and administrators have to use a second factor"),
    Setting("SSO_ISSUER", "", "Provider of single sign-on (OpenID Connect), as `https://login.example.org`; empty: none"),
    Setting("SSO_CLIENT", "", "The academy's client id at this provider"),
    Setting("SSO_SECRET", "", "The academy's client secret at this provider; empty: a public client"),
    Setting("SSO_NAME", "", "What people call this provider: the button says “Sign in with …”"),
    Setting("LOCKOUT_FAILURES", 5, "Failed sign-ins within the lock-out time that lock an account"),
    Setting("LOCKOUT_MINUTES", 15, "How long an account stays locked"),
    Setting("RESET_HOURS", 48, "How long a link to set a password is good for"),
    Setting("INVITE_HOURS", 168, "How long the link is good for by which people are invited to set their first password"),
    Setting("BLIND_SHARE", 10, "Percent of all graded texts that two instructors mark blind; 0: none", least=0, most=100),
    Setting("APPEAL_DAYS", 30, "Days after the end of a run in which its learner can ask for another look at a grade"),
    Setting("KEYS", "", "Folder with the keys that sign certificates; empty: `keys` in the instance folder"),
    Setting("KEY_PASSPHRASE", "", "Locks the private keys; without one, only their file permissions guard them"),
    Setting("PUBLISHED", "", "Folder for what checkers of certificates need; empty: `published` in the instance folder"),
    Setting("CHECKS_A_MINUTE", 30, "Checks of certificates that one address may make in a minute"),
    Setting("VIEWERS_A_MINUTE", 600, "Names and comments that one address may send in a minute to the stages of dialogues: a whole hall may share one"),
    Setting("API_CALLS_A_MINUTE", 120, "Requests to the records API that one token may make in a minute"),
    Setting("PROXIES", 0, "Reverse proxies in front of this server whose X-Forwarded headers are believed", least=0, most=5),
    Setting("WORKERS", 2, "Processes that do jobs; each draws one certificate at a time", most=64),
    Setting("QUEUE", "", "What wakes the workers, as `redis://HOST/NUMBER` when there are several machines; empty: a file for one"),
    Setting("RESULT_DAYS", 7, "Days that files are kept which a job made, as exports and zips; then they are deleted", most=365),
    Setting("MAIL_SERVER", "", "Mail goes out by `smtp://USER:PASSWORD@HOST:587` or `smtps://…:465`, encrypted; empty: into the mail folder"),
    Setting("MAIL_FROM", "no-reply@localhost", "The address that mail comes from"),
    Setting("MAIL_FOLDER", "", "Outgoing mail is put here as files; empty: `outbox` in the instance folder"),
    Setting("REMIND_DAYS", 3, "Days before a course is due on which learners are reminded, unless a cohort has its own; 0: not at all", least=0, most=90),
    Setting("INTRANET", "", "Hosts inside the academy's own network that may be asked, as `moodle.lan,lrs.lan:8080`; no others"),
    Setting("INTRANET_CERTIFICATES", "", "A file of certificates (PEM) by which hosts of the own network prove themselves; empty: those that browsers know"),
    Setting("LRS_URL", "", "Learning record store that xAPI statements are sent to, as `https://lrs.example.org/xAPI`; empty: none"),
    Setting("LRS_KEY", "", "Name of the academy at its learning record store"),
    Setting("LRS_SECRET", "", "Password of the academy at its learning record store"),
    Setting("XAPI_TEXTS", False, "Whether statements carry the words that learners wrote, besides what they came to"),
    Setting("PROCESSES", 2, "Processes that serve pages, four requests at a time each", most=64),
    Setting("LIVE_LISTENERS", 1000, "Open pages to which one process sends live events as they come; further ones ask every few seconds", most=10_000),
    Setting("LIVE_FANOUT", "", "Publisher address of an nginx with nchan that broadcasts public streams, as `http://127.0.0.1:8081/publish/`; empty: none"),
    Setting("VIDEO_HOSTS", "www.youtube-nocookie.com,player.vimeo.com", "Hosts whose players may stand on the stage of a dialogue, separated by commas; empty: none"),
    Setting("METRICS_TOKEN", "", "Opens `/metrics` to whoever sends it as a bearer token; empty: there is no such page"),
    Setting("HTTPS", False, "Served over HTTPS: cookies are sent over HTTPS only"),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
)


def from_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str | int | bool]:
    """All settings, from the environment where it names them; raises SettingError, which names all that are wrong."""
    given, wrong = {}, []
    for setting in SETTINGS:
        try:
            text = environment.get(setting.variable)
            given[setting.name] = setting.default if text is None else setting.parse(text)
        except SettingError as error:
            wrong.append(str(error))
    if wrong:
        raise SettingError("\n".join(wrong))
    return given


def table() -> str:
    """The settings as the table of the README."""
    rows = [f"| `{each.variable}` | {_shown(each.default)} | {each.help} |" for each in SETTINGS]
    return "\n".join(["| Variable | Default | What it is |", "| --- | --- | --- |", *rows]) + "\n"


def secret_key(instance: Path) -> str:
    """The key of this instance, made at first use and readable by its owner only."""
    path = instance / "secret_key"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=instance) as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):  # another process was first: its key is the one
                os.link(draft.name, path)  # whole or not at all, as nobody may read half a key
    return path.read_text().strip()


def _shown(default: str | int | bool) -> str:
    if isinstance(default, bool):
        return "`yes`" if default else "`no`"
    return f"`{default}`" if default != "" else ""
