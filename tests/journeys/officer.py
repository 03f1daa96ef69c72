"""An officer who knows the content: reads lessons, answers quizzes, plays scenarios, all in the browser."""

import re

from playwright.sync_api import Page, expect

from academy import packs
import academy.app  # noqa: F401  (its features register the kinds of packs)
from courses.drawing import everything
from courses.pack import find

WAITS = 30  # more simulated waiting than any scenario is long


def shipped(kind: str, slug: str):
    """The content of a shipped pack."""
    return packs.read(packs.KINDS[kind].shipped / slug, shipped).content


def step(page: Page, course: str, words: dict[str, str], look) -> str | None:
    """Do the next activity of the course; its name, or None when nothing more can be done now.

    `words` overrides what is replied to a post; `look` is called on every new page.
    """
    page.goto(f"/courses/{course}")
    look(page)
    link = page.get_by_role("link", name=re.compile("^(Start|Continue):")).first
    if not link.count():
        return None
    link.click()
    look(page)
    kind, slug = re.search(r"/(lesson|quiz|scenarios/start)/(?:[^/]+/)?([a-z0-9-]+)$", page.url).groups()
    {"lesson": read, "quiz": answer, "scenarios/start": play}[kind](page, course, slug, words, look)
    return f"{kind}/{slug}".replace("scenarios/start", "scenario")


def read(page, course, slug, words, look):
    page.get_by_role("button", name="Finish and continue").click()


def answer(page, course, slug, words, look):
    page.get_by_role("button", name="Start the quiz").click()
    look(page)
    content = shipped("course", course)
    bank = shipped("bank", content.bank) if content.bank else None
    for question in everything(find(content, f"quiz/{slug}"), bank).questions:
        group = page.get_by_role("group", name=question.prompt, exact=True)
        if group.count():
            ANSWERS[question.type](group, question)
    page.get_by_role("button", name="Submit answers").click()
    expect(page.locator("main")).to_contain_text("100 %")
    look(page)


def choose(group, question):
    for option in question.options:
        if option.right:
            group.get_by_label(option.text, exact=True).check(force=True)


def put_in_order(group, question):
    for place, text in enumerate(question.steps, 1):
        group.get_by_label(text, exact=True).select_option(str(place))


def match(group, question):
    for number, pair in enumerate(question.pairs):
        group.locator("select").nth(_position(group, pair)).select_option(pair.triage)


def _position(group, pair) -> int:
    posts = [" ".join(text.split()) for text in group.locator("blockquote").all_inner_texts()]
    return posts.index(" ".join(pair.post.split()))


ANSWERS = {"single": choose, "multiple": choose, "ordering": put_in_order, "matching": match}


def play(page, course, slug, words, look):
    """Do the best that can be done about each post as it arrives, then wait until the day is over."""
    page.get_by_role("button", name=re.compile("Open the page|Go on|Play again")).click()
    look(page)
    scenario = shipped("scenario", slug)
    done = set()
    for _ in range(WAITS):
        waiting = [post for post in arrived(page) if post not in done]
        if "/debrief" in page.url:
            return look(page)
        if waiting:
            act(page, scenario, scenario.post(waiting[0]), words)
            done.add(waiting[0])
        else:
            pass_time(page)
    raise AssertionError(f"{slug} does not end")


def arrived(page) -> list[str]:
    return [
        element.removeprefix("post-")
        for element in page.locator("article.post").evaluate_all("all => all.map(one => one.id)")
    ]


def act(page, scenario, post, words):
    """The best action of a post, with its exemplary words unless others are given."""
    action = max(post.actions, key=lambda name: (post.actions[name] == "best", name in ("reply", "message")))
    panel = page.locator(f"#panel-{post.slug}")
    panel.locator("summary").click()
    panel.locator(f"input[value={action}]").check(force=True)
    targets = getattr(post.targets, action, ())
    if targets:
        panel.locator("select[name=target]").select_option(targets[0])
    if action in ("reply", "message"):
        panel.locator("textarea").fill(words.get(post.slug, post.example))
    panel.get_by_role("button", name="Do it").click()
    page.wait_for_load_state()


def pass_time(page):
    panel = page.locator("#panel-page")
    panel.locator("summary").click()
    panel.locator("input[value=wait]").check(force=True)
    panel.get_by_role("button", name="Do it").click()
    page.wait_for_load_state()
