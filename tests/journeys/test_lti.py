"""A platform of another site launches people into the academy, over HTTPS, in a real browser: inside a frame, with the
browser's cookies for other sites and without them, and in a window."""

import json
import re
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import expect

from academy.app import create_app
from academy.db import db
from academy.lti import claims, platforms
from tests import platform as platforms_to_test, servers
from tests.browsers import launch_options
from tests.looks import fits, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAIT = 10_000  # milliseconds

SITES = ("academy.test", "moodle.test", "evil.test")
MAPPED = ",".join(f"MAP {site} 127.0.0.1" for site in SITES)
LEARNER, TEACHER = "u-officer", "u-instructor"


@dataclass
class Web:
    """The academy and a platform at HTTPS addresses of two sites, and a site that nobody has registered."""

    academy: str
    platform: platforms_to_test.Platform
    evil: str

    def course(self, user=LEARNER):
        return f"{self.platform.url}/course?user={user}"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The academy's server; under the name by which failed journeys show its log."""
    with tls(tmp_path_factory.mktemp("keys")) as serve, platforms_to_test.running("") as platform:
        inside = platform.url
        port, tool = servers.free_port(), servers.free_port()
        platform.tool = f"https://academy.test:{tool}"
        settings = {"BASE_URL": platform.tool, "HTTPS": "yes", "LANGUAGES": "en,ar", "INTRANET": inside[7:]}
        with servers.running(tmp_path_factory.mktemp("server"), **settings) as server:
            serve(int(server.url.rpartition(":")[2]), tool)
            platform.url = f"https://moodle.test:{serve(int(inside.rpartition(':')[2]), port)}"
            server.platform, server.evil = platform, f"https://evil.test:{serve(int(inside.rpartition(':')[2]))}"
            register(server, platform, f"{inside}/jwks")
            yield server


@pytest.fixture
def web(server):
    """A platform with an officer, an instructor, and a link to the shipped course."""
    platform = server.platform
    platform.storage, platform.extra_claims, platform.chosen = False, {}, []
    platform.users = {
        LEARNER: platforms_to_test.User(name="Ayesha Rehman"),
        TEACHER: platforms_to_test.User((f"{platforms_to_test.MEMBERSHIP}Instructor",), "Nadia Khan"),
    }
    platform.links = {"l1": platforms_to_test.Link(f"{platform.tool}/lti/to/official-online", "Official, online")}
    return Web(platform.tool, platform, server.evil)


@pytest.fixture
def window(chromium):
    """Opens a window of a fresh browser, which finds the three sites on this machine."""
    options = launch_options()
    options["args"] = [*options["args"], f"--host-resolver-rules={MAPPED}"]
    opened = []

    def window(folder=None, preferences=None, **more):
        if preferences:
            (folder / "Default").mkdir(parents=True)
            (folder / "Default" / "Preferences").write_text(json.dumps(preferences))
        context = chromium.launch_persistent_context(folder or "", ignore_https_errors=True, **{**options, **more})
        context.set_default_timeout(WAIT)
        opened.append(context)
        context.complaints = []
        context.on("console", lambda message: message.type == "error" and context.complaints.append(message.text))
        return context.pages[0]

    yield window
    for context in opened:
        context.close()


def without_cookies(platform: str, academy: str) -> dict:
    """The settings of a browser whose user allows the academy no cookies at all inside the platform's pages."""
    return {"profile": {"content_settings": {"exceptions": {"cookies": {f"{academy},{platform}": {"setting": 2}}}}}}


@contextmanager
def tls(folder):
    """Serves plain ports of this machine over HTTPS, with a certificate that nobody has signed."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name(
        [x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")]
    )
    now, names = datetime.now(UTC), x509.SubjectAlternativeName([x509.DNSName(site) for site in SITES])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1)).add_extension(
        names, False
    )
    (folder / "both.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    listening = []

    def serve(inside: int, port: int = 0) -> int:
        listener = socket.create_server(("127.0.0.1", port))
        listening.append(listener)
        threading.Thread(target=_accept, args=(listener, context, inside), daemon=True).start()
        return listener.getsockname()[1]

    yield serve
    for listener in listening:
        listener.close()


def _accept(listener, context, inside):
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_carry, args=(client, context, inside), daemon=True).start()


def _carry(client, context, inside):
    with suppress(OSError), context.wrap_socket(client, server_side=True) as outer:
        with socket.create_connection(("127.0.0.1", inside)) as inner:
            back = threading.Thread(target=_pour, args=(inner, outer), daemon=True)
            back.start()
            _pour(outer, inner)
            back.join()


def _pour(source, sink):
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def register(server, platform, jwks_url):
    app = create_app(DATABASE=server.database_url, INSTANCE=str(server.instance), INTRANET=server.settings["INTRANET"])
    with app.app_context():
        known = platform.endpoints | {"jwks_url": jwks_url, "client_id": platform.client_id, "family": "moodle"}
        registration = platforms.register(None, **known)
        platforms.approve(None, registration)
        platforms.deploy(None, registration, "1")
        db.session.commit()
        db.engine.dispose()


def inside(page, name="frame-l1"):
    return page.frame_locator(f"[name={name}]")


def go_on(frame):
    """What the platform asks before it posts its message; others do it by a script."""
    frame.get_by_role("button", name="Go on").click()


def test_a_learner_is_kept_signed_in_inside_a_frame_and_learns_there(web, window):
    page = window()
    page.goto(web.course())
    frame = inside(page)
    go_on(frame)
    expect(frame.locator("h1")).to_have_text(re.compile("Official"))
    frame.get_by_role("link", name=re.compile("^Start:")).first.click()
    frame.get_by_role("button", name="Finish and continue").click()
    expect(frame.locator("h1")).to_be_visible()

    (cookie,) = [each for each in page.context.cookies() if each["name"] == "session"]
    assert (cookie["sameSite"], cookie["secure"], cookie["httpOnly"]) == ("None", True, True)
    assert cookie["partitionKey"] == "https://moodle.test"
    frame.get_by_role("button", name="Sign out").click()
    expect(frame.locator("h1")).to_have_text("Sign in")


def test_a_frame_wastes_no_room_and_opens_in_a_window_of_its_own(web, window):
    page = window(viewport={"width": 390, "height": 800})
    page.goto(web.course())
    frame = inside(page)
    go_on(frame)
    expect(frame.locator("h1")).to_have_text(re.compile("Official"))
    assert frame.locator(".site-header").bounding_box()["height"] < 150
    assert frame.locator("html").evaluate("page => page.scrollWidth <= innerWidth")

    frame.get_by_role("button", name="New window").click()
    look(page)
    with page.context.expect_page() as opened:
        frame.get_by_role("button", name="Open in a new window").click()

    expect(opened.value.locator(".who__name")).to_contain_text("Ayesha Rehman")
    assert opened.value.url == f"{web.academy}/courses/official-online"
    assert not opened.value.get_by_role("button", name="New window").count()


def test_with_cookies_blocked_the_platform_keeps_the_state_and_a_button_opens_a_window(web, window, tmp_path):
    web.platform.storage = True
    page = window(tmp_path / "browser", without_cookies(web.platform.url, web.academy))
    page.goto(web.course())
    frame = inside(page)
    go_on(frame)
    expect(frame.locator("h1")).to_have_text("Open the academy in its own window")
    assert page.context.cookies() == []

    with page.context.expect_page() as opened:
        frame.get_by_role("button", name="Open in a new window").click()

    expect(opened.value.locator(".who__name")).to_contain_text("Ayesha Rehman")
    assert opened.value.url == f"{web.academy}/courses/official-online"


def test_with_cookies_blocked_and_nothing_kept_the_window_begins_again(web, window, tmp_path):
    page = window(tmp_path / "browser", without_cookies(web.platform.url, web.academy))
    page.goto(web.course())
    frame = inside(page)
    go_on(frame)
    link = frame.get_by_role("link", name="Open in a new window")
    look(page)

    with page.context.expect_page() as opened:
        link.click()
    opened.value.get_by_role("button", name="Go on").click()

    expect(opened.value.locator(".who__name")).to_contain_text("Ayesha Rehman")


def test_no_other_site_frames_the_academy_even_by_a_launch(web, window):
    page = window()
    for address in (f"{web.academy}/verify/", web.platform.start(LEARNER, "l1")):
        page.goto(f"{web.evil}/course")
        page.evaluate("address => document.body.append(Object.assign(document.createElement('iframe'), {src: address, name: 'frame-l1'}))", address)  # fmt: skip
        if "start" in address:
            go_on(inside(page))
        expect(inside(page).locator("h1", has_text=re.compile("certificate|Official"))).to_have_count(0)
        page.wait_for_timeout(500)
        assert page.frames[-1].url == "chrome-error://chromewebdata/"

    assert len([said for said in page.context.complaints if "frame-ancestors" in said]) == 2


@pytest.mark.parametrize("storage", [False, True])
def test_without_scripts_a_launch_in_a_window_works(web, window, storage):
    web.platform.storage = storage
    page = window(java_script_enabled=False)
    page.goto(web.platform.start(LEARNER, "l1"))
    if storage:
        page.get_by_role("link", name="Go on").click()
    page.get_by_role("button", name="Go on").click()

    expect(page.locator(".who__name")).to_contain_text("Ayesha Rehman")


def test_a_launch_in_a_window_takes_the_place_of_an_earlier_session(web, window, server):
    page = window()
    page.goto(f"{web.academy}/accounts/sign-in")
    page.locator("[name=email]").fill("admin@academy.example")
    page.locator("[name=password]").fill(server.password)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".who")).to_be_visible()

    page.goto(web.platform.start(LEARNER, "l1"))
    page.get_by_role("button", name="Go on").click()

    expect(page.locator(".who__name")).to_contain_text("Ayesha Rehman")


def test_an_instructor_chooses_links_inside_a_frame_by_keyboard_and_learners_land_there(web, window, server):
    platform = web.platform
    platform.tool_keys = requests.get(f"{server.url}/lti/keys.json").json()
    page = window(viewport={"width": 1000, "height": 900})
    page.goto(f"{platform.url}/course")
    page.evaluate("address => document.body.append(Object.assign(document.createElement('iframe'), {src: address, name: 'frame-l1', width: 960, height: 800}))", web.platform.start(TEACHER, message="choose"))  # fmt: skip
    frame = inside(page)
    go_on(frame)
    expect(frame.locator("h1")).to_have_text("Choose for Moodle")
    look(page)
    frame.get_by_label("Look for a word").fill("quiz")
    frame.get_by_label("Look for a word").press("Enter")
    box = frame.locator("input[name=target][value*='/quiz/']").first
    expect(box).to_be_visible()  # the page that came lies open where something was found
    key = box.get_attribute("value")
    box.press("Space")
    frame.get_by_role("button", name="Go on").press("Enter")
    expect(frame.locator("h1")).to_have_text("How shall the links be?")
    look(page)
    frame.get_by_label("Title of the link").fill("The quiz of this week")
    frame.get_by_role("button", name="Put into Moodle").press("Enter")

    expect(frame.locator("h1")).to_have_text("1 links")
    (item,) = platform.chosen
    assert (item["title"], item["url"]) == ("The quiz of this week", f"{web.academy}/lti/to/{key}")
    assert item["lineItem"]["scoreMaximum"] == 100


def test_on_a_phone_from_right_to_left_nothing_is_cut_off(web, window):
    """The platform's language is the academy's until somebody chooses another one here."""
    presentation = {"locale": "ar_EG", "document_target": "window"}
    web.platform.extra_claims = {claims.LAUNCH_PRESENTATION: presentation}
    web.platform.links["bare"] = platforms_to_test.Link(f"{web.academy}/lti/launch", "A link without a target")
    page = window(viewport={"width": 360, "height": 740}, locale="en")

    def launch(user, link="", message="resource"):
        page.goto(web.platform.start(user, link, message))
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        look(page, framed=False)

    launch(LEARNER, "bare")
    launch(LEARNER, "l1")
    launch(TEACHER, "bare")
    launch(TEACHER, message="choose")
    page.locator("input[name=target]").first.check()
    page.locator("button[value=next]").click()
    expect(page.locator(".link-wish")).to_be_visible()
    look(page, framed=False)


def look(page, framed=True):
    """Nothing of ours hinders anybody; without a frame, also nothing needs more room than there is."""
    found = violations(page, iframes=True)
    depth = 2 if framed else 1
    ours = [(each["id"], node["html"]) for each in found for node in each["nodes"] if len(node["target"]) == depth]
    assert ours == []
    if not framed:
        fits(page)
