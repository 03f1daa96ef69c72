"""live.mjs in a real browser: every event once and in order, whatever becomes of the server and of the line."""

import pytest
from playwright.sync_api import expect

from tests.broadcasters import broadcaster, missing
from tests.servers import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The page's own script is followed here by a line and an application that the test holds in its hands.
BEGIN = """async (given) => {
  const { follow } = await import("/static/js/live.mjs")
  const element = document.createElement("div")
  Object.assign(element.dataset, { stream: "/live/square/held", after: given.after ?? 0, broadcast: given.broadcast ?? "" })
  window.shown = []; window.states = []; window.lines = []; window.asked = []; window.answers = given.answers ?? []
  const open = (address) => {
    const line = new EventTarget()
    Object.assign(line, { address, close: () => (line.closed = true) })
    lines.push(line)
    return line
  }
  const ask = async (address) => {
    asked.push(new URL(address).search)
    const answer = answers.shift()
    if (typeof answer === "number") return { ok: false, status: answer }
    return { ok: true, status: 200, json: async () => answer }
  }
  window.send = (from, to) => lines.at(-1).onmessage({ data: JSON.stringify(frame(from, to)) })
  window.frame = (from, to) => ({ from, to, newest: to, events: Array.from({ length: to - from + 1 }, (_, at) => ({ number: from + at })) })
  follow(element, {
    frame: (events) => shown.push(...events.map((event) => event.number)),
    snapshot: (snapshot) => shown.push(snapshot),
    state: (state) => states.push(state.name),
  }, { open, ask, chance: () => given.chance ?? 0.01 })
  lines.at(-1)?.onopen()
}"""


@pytest.fixture
def page(browser, server):
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()
    assert page.complaints == []


@pytest.fixture
def held(page):
    """A page whose line and application are the test's."""
    page.clock.install()
    page.goto("/square/held")

    def begin(**given):
        page.evaluate(BEGIN, given)
        return page

    return begin


def frame(first, last, newest=None):
    events = [{"number": number} for number in range(first, last + 1)]
    return {"from": first, "to": last, "newest": newest or last, "events": events}


def numbers(page):
    return [int(line.get_attribute("data-number")) for line in page.locator("ol li").all()]


def test_a_page_gets_what_comes_and_only_once_when_its_server_is_killed_and_started(serve, say, browser):
    with serve() as server:
        context = browser.new_context(base_url=server.url)
        page = context.new_page()
        say("bazaar", "one", "two")
        page.goto("/square/bazaar")
        expect(page.locator("#state")).to_have_text("live")
        say("bazaar", "three")
        expect(page.locator("ol li")).to_have_count(1)

        server.kill()
        say("bazaar", "four", "five")
        expect(page.locator("#state")).to_have_text("offline", timeout=30_000)
        server.start()

        expect(page.locator("ol li")).to_have_count(3, timeout=30_000)
        expect(page.locator("#state")).to_have_text("live", timeout=30_000)
        say("bazaar", "six")
        expect(page.locator("ol li").last).to_have_text("six")
        assert numbers(page) == [3, 4, 5, 6]
        context.close()


@pytest.mark.skipif(bool(missing()), reason=missing() or "there is one")
def test_a_page_of_a_broadcast_gets_everything_once_when_nginx_is_killed_and_started(serve, say, browser, tmp_path):
    port = free_port()
    fanout = f"http://127.0.0.1:{port}/publish/"
    with serve(LIVE_FANOUT=fanout) as server, broadcaster(tmp_path / "nginx", server.url, port) as nginx:
        context = browser.new_context(base_url=nginx.url)
        page = context.new_page()
        say("parade", "one", "two")
        page.goto("/square/parade")
        expect(page.locator("#square")).to_have_attribute("data-broadcast", "/broadcast/square/parade")
        expect(page.locator("#state")).to_have_text("live")
        say("parade", "three")
        expect(page.locator("ol li")).to_have_count(1, timeout=30_000)

        nginx.kill()
        say("parade", "four", "five")
        expect(page.locator("#state")).to_have_text("offline", timeout=30_000)
        nginx.start()
        say("parade", "six")

        expect(page.locator("ol li")).to_have_count(4, timeout=40_000)
        assert numbers(page) == [3, 4, 5, 6]
        context.close()


def test_a_page_without_streams_asks(page, say):
    page.add_init_script("delete window.EventSource")
    say("asked", "one")
    page.goto("/square/asked")
    expect(page.locator("#state")).to_have_text("live")

    say("asked", "two", "three")

    expect(page.locator("ol li")).to_have_count(2, timeout=10_000)
    assert numbers(page) == [2, 3]


def test_a_server_without_room_is_asked_instead(serve, say, browser):
    with serve(LIVE_LISTENERS=1, PROCESSES=1) as server:
        contexts = [browser.new_context(base_url=server.url) for _ in range(2)]
        pages = [context.new_page() for context in contexts]
        for page in pages:
            page.goto("/square/narrow")
        expect(pages[0].locator("#state")).to_have_text("live")
        say("narrow", "word")

        for page in pages:
            expect(page.locator("ol li")).to_have_count(1, timeout=40_000)
        for context in contexts:
            context.close()


def test_a_gap_is_filled_from_the_application_before_what_comes_after_it(held):
    page = held(answers=[frame(1, 3, 6), frame(4, 6)])

    page.evaluate("send(5, 6)")
    page.evaluate("send(6, 6)")
    page.clock.run_for(500)
    page.wait_for_function("shown.length === 6")
    page.evaluate("send(6, 7)")

    assert page.evaluate("shown") == [1, 2, 3, 4, 5, 6, 7]
    assert page.evaluate("asked") == ["?after=0", "?after=3"]
    assert page.evaluate("states") == ["live", "catching up", "live"]


def test_what_comes_twice_is_shown_once(held):
    page = held()

    for first, last in ((1, 2), (1, 2), (2, 4), (3, 3), (5, 5)):
        page.evaluate(f"send({first}, {last})")

    assert page.evaluate("shown") == [1, 2, 3, 4, 5]
    assert page.evaluate("asked") == []


def test_a_broadcast_is_listened_to_and_the_application_asked_for_the_rest(held):
    page = held(broadcast="/broadcast/square/held", after=2, answers=[frame(3, 8)])

    page.evaluate("send(7, 8)")
    page.clock.run_for(500)
    page.wait_for_function("shown.length === 6")

    assert page.evaluate("lines.map((line) => line.address)") == ["/broadcast/square/held"]
    assert page.evaluate("shown") == [3, 4, 5, 6, 7, 8]


def test_a_snapshot_takes_the_place_of_what_was_missed(held):
    page = held(answers=[{"to": 3000, "newest": 3000, "snapshot": "all of it"}])

    page.evaluate("send(2999, 3000)")
    page.clock.run_for(500)
    page.wait_for_function("shown.length === 1")
    page.evaluate("send(3001, 3001)")

    assert page.evaluate("shown") == ["all of it", 3001]


def test_a_line_without_a_sign_of_life_is_dead(held):
    page = held()

    page.clock.run_for(39_000)
    assert page.evaluate("lines.length") == 1
    page.evaluate("lines.at(-1).dispatchEvent(new Event('beat'))")
    page.clock.run_for(39_000)
    assert page.evaluate("lines.length") == 1
    page.clock.run_for(5_000)

    assert page.evaluate("lines.map((line) => Boolean(line.closed))") == [True, False]


def test_tries_become_rarer(held):
    page = held(chance=1)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 4)  # or the seconds of a busy machine count, too

    page.evaluate("lines.at(-1).onerror()")
    page.clock.run_for(1_600)
    assert page.evaluate("lines.length") == 2
    page.evaluate("lines.at(-1).onerror()")
    assert page.evaluate("states") == ["live", "catching up", "offline"]
    page.clock.run_for(200)
    assert page.evaluate("lines.length") == 2
    page.clock.run_for(3_000)

    assert page.evaluate("lines.length") == 3


def test_a_machine_that_slept_goes_on_at_once(held):
    page = held(after=4)

    page.clock.fast_forward(3_600_000)

    assert page.evaluate("lines.map((line) => Boolean(line.closed))") == [True, False]
    assert page.evaluate("new URL(lines.at(-1).address).search") == "?after=4"


def test_a_page_that_nobody_sees_rests_and_comes_back(held):
    page = held(after=4)
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')) }"

    page.evaluate(hide, True)
    page.clock.run_for(61_000)
    assert page.evaluate("states.at(-1)") == "resting"
    assert page.evaluate("lines.every((line) => line.closed)")
    page.evaluate(hide, False)
    page.evaluate("lines.at(-1).onopen()")

    assert page.evaluate("states.at(-1)") == "live"


@pytest.mark.parametrize("status", [404, 409])
def test_a_page_that_may_not_read_any_more_says_so_and_stops(held, status):
    page = held(answers=[status])

    page.evaluate("send(5, 6)")
    page.clock.run_for(500)
    page.wait_for_function("states.at(-1) === 'stale'")
    page.clock.run_for(120_000)

    assert page.evaluate("lines.length") == 1
    assert page.evaluate("shown") == []
