"""The forms of scenarios as an author's browser sends them: nothing is lost, nobody types a technical name,
reactions are picked from menus and read as sentences."""

import pytest

from academy import editions
from academy.packs import Problem
from academy.studio import drafts, edits, places, problems, publishing
from scenarios.studio.outline import OUTLINE
from tests import factories, pages
from tests import shipped


@pytest.fixture
def author(session):
    return factories.instructor()


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


@pytest.fixture
def lamp(app, author):
    """A scenario that was just begun, with somebody in it and a post."""
    factories.rules()
    with app.test_request_context():
        draft = drafts.create(author, "scenario", "lamp", OUTLINE.blank("The lamp", "land"))
        edits.add(author, draft, "personas", "Rafiq")
        edits.add(author, draft, "posts", "Dark corner", "service_complaint")
    return draft


@pytest.fixture
def send(desk):
    """Fill in a page of a draft and send it; the page that the browser is led to."""

    def fill(draft, place, **values):
        address = f"/studio/{draft.id}/edit/{place}"
        form = pages.opened(desk, address).form(address)
        answer = desk.post(address, data=form.filled(**values))
        assert answer.status_code == 302, answer.text
        return pages.opened(desk, answer.location.partition("#")[0])

    return fill


def part(draft, *path):
    found = drafts.document_of(draft)
    for step in path:
        found = found[step]
    return found


@pytest.mark.slow
def test_pages_that_are_sent_as_they_are_shown_change_nothing(session, author, send):
    editions.take_in(next(pack for pack in shipped.READ if pack.kind == "rules"))
    document = shipped.CONTENTS["water-at-the-door"].model_dump(mode="json", exclude_defaults=True)
    draft = drafts.create(author, "scenario", "water", document)
    slugs = [f"reactions/{each['slug']}" for each in document["reactions"]]
    places = [page.name for page in OUTLINE.pages] + [f"posts/{document['posts'][2]['slug']}", *slugs[::4]]
    places += [f"personas/{slug}" for slug in list(document["personas"])[:2]]

    for place in places:
        send(draft, place)

        assert drafts.document_of(draft) == document, place


def test_a_scenario_is_written_from_nothing_and_published(desk, send, session):
    factories.rules()
    made = desk.post("/studio/new/scenario", data={"title": "The dark corner", "rules": "land"}).location.rstrip("/")
    draft = session.get(drafts.Draft, int(made.rpartition("/")[2]))
    send(
        draft, "office", summary="A street without light.", brief="You answer for the committee.",
        **{"page-name": "Committee", "page-about": "Lights and drains."},
    )  # fmt: skip
    send(draft, "contacts", directory=[office.slug for office in editions.published_content("rules", "land").offices[:2]])
    desk.post(f"{made}/add/personas", data={"called": "Rafiq"})
    send(draft, "personas/rafiq", about="Sells tea under lamp 14.")
    desk.post(f"{made}/add/posts", data={"called": "Dark", "kind": "service_complaint"})
    why = {"why": "A complaint inside the mandate.", "actions-reply": "best"}
    send(draft, "posts/dark", persona="rafiq", text="Lamp 14 is broken!", **why)
    desk.post(f"{made}/add/reactions", data={"called": "Thanks", "kind": "thanks"})

    page = pages.opened(desk, f"{made}/publish")
    answer = desk.post(f"{made}/publish", data=page.form(f"{made}/publish").filled(note="First."))

    assert answer.status_code == 302, publishing.problems_of(draft)[1]
    assert editions.content(editions.published("scenario", "the-dark-corner")).posts[0].actions == {"reply": "best"}


def test_a_name_makes_the_technical_one_and_later_names_leave_it(lamp, send):
    send(lamp, "contacts", **{"escalate_to-1-name": "Chief Officer (Works)"})
    made = part(lamp, "escalate_to", 1)
    send(lamp, "contacts", **{"escalate_to-1-name": "Chief of works"})

    assert made == {"slug": "chief-officer-works", "name": "Chief Officer (Works)"}
    assert part(lamp, "escalate_to", 1) == {"slug": "chief-officer-works", "name": "Chief of works"}


def test_two_of_the_same_name_and_one_in_urdu_get_names_of_their_own(lamp, send):
    for number, name in enumerate(["Police", "شکایات سیل", "شکایات سیل"], start=2):
        send(lamp, "contacts", **{f"report_to-{number}-name": name})

    assert [desk["slug"] for desk in part(lamp, "report_to")] == ["platform", "police", "police-2", "desk", "desk-2"]


def test_a_row_that_is_emptied_is_gone(lamp, send):
    send(lamp, "contacts", **{"report_to-0-name": " "})

    assert [desk["slug"] for desk in part(lamp, "report_to")] == ["police"]


def test_the_page_gets_its_handle_from_its_name(lamp, send):
    send(lamp, "office", **{"page-name": "Municipal Committee, Testpur"})

    assert part(lamp, "page", "handle") == "municipal-committee-testpur"


def test_posts_and_people_are_chosen_by_what_they_are_called(lamp, send):
    send(lamp, "posts/dark-corner", persona="rafiq", text="Lamp 14 is broken since two weeks!")
    page = send(lamp, "posts/dark-corner")

    assert "Rafiq: Lamp 14 is broken since two weeks!" in page.title
    assert "dark-corner" not in page.words


def test_a_post_begins_after_the_last_one_and_moves_by_typing_another_minute(app, author, lamp, desk, send):
    with app.test_request_context():
        edits.add(author, lamp, "posts", "The joke", "troll")
    assert part(lamp, "posts", 1, "at") == 10
    send(lamp, "posts/dark-corner", at="25")

    words = pages.opened(desk, f"/studio/{lamp.id}/edit/posts").words

    assert words.index("09:10") < words.index("09:25")


def test_a_post_is_written_under_any_other(app, author, lamp, desk):
    with app.test_request_context():
        edits.add(author, lamp, "posts", "The joke", "troll")
    html = pages.opened(desk, f"/studio/{lamp.id}/edit/posts/the-joke").html

    offered = html.partition('name="under"')[2].partition("</select>")[0]
    assert 'value="dark-corner"' in offered and 'value="the-joke"' not in offered


def test_targets_stand_under_what_kind_they_are(lamp, desk, send):
    html = pages.opened(desk, f"/studio/{lamp.id}/edit/posts/dark-corner").html

    offered = html.partition('name="examples-cold-target"')[2].partition("</select>")[0]
    assert (
        offered.index("inside the administration")
        < offered.index("Head of the office")
        < offered.index("where to report")
    )
    send(lamp, "posts/dark-corner", **{"examples-cold-action": "report", "examples-cold-target": "police"})
    assert part(lamp, "posts", 0, "examples")["cold"]["target"] == "police"


def test_worths_targets_and_weights_are_kept_where_the_pack_wants_them(lamp, send):
    send(
        lamp, "posts/dark-corner", **{
            "actions-escalate": "best", "actions-ignore": "harmful", "targets-escalate": ["superior"],
            "weights-next_step": "2", "exemplars-next_step-meets": "By Friday.\nOn Monday we look again.",
        }
    )  # fmt: skip
    post = part(lamp, "posts", 0)

    assert post["actions"] == {"escalate": "best", "ignore": "harmful"}
    assert post["targets"] == {"escalate": ["superior"]}
    assert post["weights"] == {"next_step": 2}
    assert post["exemplars"] == {"next_step": {"meets": ["By Friday.", "On Monday we look again."]}}


def test_a_reaction_is_put_together_from_menus_and_read_as_a_sentence(app, author, lamp, send):
    with app.test_request_context():
        edits.add(author, lamp, "reactions", "Anger")
    send(lamp, "posts/dark-corner", persona="rafiq", text="Lamp 14 is broken!")
    place = "reactions/anger"

    assert "when-heat-number" not in str(send(lamp, place).forms)
    send(lamp, place, row="pick/when/move")
    send(lamp, place, row="pick/when/move/action")
    send(lamp, place, row="pick/when/heat", **{"when-move-action": ["reply"]})
    send(lamp, place, **{"when-heat-how": ">", "when-heat-number": "70"})
    send(lamp, place, row="pick/then/comments")
    comment = {"then-comments-0-persona": "rafiq", "then-comments-0-text": "Enough!"}
    page = send(lamp, place, row="pick/then/trust", **comment)

    assert part(lamp, "reactions", 0, "when") == {"move": {"action": ["reply"]}, "heat": ">70"}
    assert part(lamp, "reactions", 0, "then") == {"comments": [{"persona": "rafiq", "text": "Enough!"}], "trust": -5}
    assert "and heat is above 70, then Rafiq writes on the page: “Enough!”; trust falls by 5." in page.words


def test_another_way_is_added_filled_in_and_taken_away(app, author, lamp, send):
    with app.test_request_context():
        edits.add(author, lamp, "reactions", "Anger")
    place = "reactions/anger"
    send(lamp, place, row="pick/when/heat")
    send(lamp, place, row="pick/or_when/new")
    send(lamp, place, row="pick/or_when/0/trust")
    send(lamp, place, **{"or_when-0-trust-how": "<", "or_when-0-trust-number": "20"})
    send(lamp, place, row="pick/or_when/new")
    send(lamp, place, row="pick/or_when/1/move")
    page = send(lamp, place, row="pick/or_when/1/move/action", **{"or_when-1-move-action": ["hide"]})
    page = send(lamp, place, **{"or_when-1-move-action": ["hide"]})

    assert part(lamp, "reactions", 0, "or_when") == [{"trust": "<20"}, {"move": {"action": ["hide"]}}]
    assert "Once heat is at least 60; or once trust is below 20; or when the office hides any post, then" in page.words

    send(lamp, place, row="drop/or_when/1/move/action")
    send(lamp, place, row="drop/or_when/0")
    assert part(lamp, "reactions", 0, "or_when") == [{"move": {}}]


def test_what_is_wrong_in_another_way_is_told_where_it_stands(app, author, lamp):
    with app.test_request_context():
        edits.add(author, lamp, "reactions", "Anger", "thanks")
        (told,) = problems.told(
            OUTLINE, drafts.document_of(lamp), [Problem(("reactions", 0, "or_when", 0, "trust"), "")]
        )

    assert (told.place.name, told.field, told.label) == (
        "reactions/anger",
        "or_when-0-trust-number",
        "Or when: Trust is",
    )


def test_any_move_is_a_condition_of_its_own_and_can_be_taken_away(app, author, lamp, send):
    with app.test_request_context():
        edits.add(author, lamp, "reactions", "Anger")
    send(lamp, "reactions/anger", row="pick/when/move")
    send(lamp, "reactions/anger", times="2")
    kept = part(lamp, "reactions", 0, "when")
    send(lamp, "reactions/anger", row="drop/when/move")

    assert kept == {"move": {}}
    assert part(lamp, "reactions", 0, "when") == {}


def test_what_was_picked_stays_until_it_is_taken_away(app, author, lamp, send):
    with app.test_request_context():
        edits.add(author, lamp, "reactions", "Anger")
    for picked in ("when/heat", "when/unless", "when/move", "when/move/found", "then/comments", "then/end"):
        send(lamp, "reactions/anger", row=f"pick/{picked}")
    send(lamp, "reactions/anger", **{"when-heat-number": ""})

    page = send(lamp, "reactions/anger")

    assert part(lamp, "reactions", 0, "when") == {"heat": "", "unless": [], "move": {"found": []}}
    assert part(lamp, "reactions", 0, "then") == {"comments": [], "end": ""}
    assert page.all("input", name="when-heat-number") and page.all("button", value="drop/when/unless")
    for taken in ("when/heat", "when/unless", "when/move/found", "then/comments", "then/end"):
        send(lamp, "reactions/anger", row=f"drop/{taken}")
    assert part(lamp, "reactions", 0, "when") == {"move": {}} and part(lamp, "reactions", 0, "then") == {}


def test_the_sentence_of_a_reaction_comes_with_the_answer_to_each_save(app, author, lamp, desk):
    with app.test_request_context():
        edits.add(author, lamp, "reactions", "Anger")
        place = edits.save(
            author,
            lamp,
            "reactions/anger",
            _seen(lamp, "reactions/anger"),
            {"when": {"heat": ">=60"}, "then": {"trust": -5}},
        )
    address = f"/studio/{lamp.id}/edit/{place.name}"
    form = pages.opened(desk, address).form(address)

    answer = desk.post(address, data=form.filled(**{"when-heat-number": "75"}), headers={"Accept": "application/json"})

    assert "Once heat is at least 75, then trust falls by 5." in answer.json["shown"]["sentence"]


@pytest.mark.parametrize("number", ["101", "-1"])
def test_a_share_is_bounded_in_the_unit_that_is_typed(app, author, lamp, send, number):
    with app.test_request_context():
        edits.add(author, lamp, "reactions", "Anger")

    page = send(lamp, "reactions/anger", chance=number)

    assert ("At most 100." if number == "101" else "More than 0.") in page.words


@pytest.mark.parametrize("start", ["thanks", "rumour", "insult", "promise", "late"])
def test_a_start_is_a_sound_reaction_once_there_is_a_post(app, author, lamp, start):
    with app.test_request_context():
        edits.save(
            author,
            lamp,
            "posts/dark-corner",
            _seen(lamp, "posts/dark-corner"),
            {**part(lamp, "posts", 0), "persona": "rafiq"},
        )
        edits.add(author, lamp, "reactions", "Start", start)
        wrong = [problem for problem in publishing.problems_of(lamp)[1] if problem.path[0] == "reactions"]

    assert not wrong


def test_somebody_is_taken_from_another_scenario_with_their_habits(app, author, lamp, desk):
    with app.test_request_context():
        other = drafts.create(author, "scenario", "bridge", OUTLINE.blank("The bridge", "land"))
        edits.add(author, other, "personas", "Imran Ali")
        habit = {"on": "silence", "minutes": 14, "texts": ["Anyone there?"]}
        known = {"name": "Imran Ali", "about": "On duty in Lahore.", "habits": [habit]}
        edits.save(author, other, "personas/imran-ali", _seen(other, "personas/imran-ali"), known)
    shown = pages.opened(desk, f"/studio/{lamp.id}/people?sought=lahore").words

    for _twice in range(2):
        desk.post(f"/studio/{lamp.id}/people", data={"take": ["bridge/imran-ali", "bridge/nobody"]})

    assert "Anyone there?" in shown
    assert part(lamp, "personas", "imran-ali") == known
    assert "is here already: Imran Ali" in pages.opened(desk, f"/studio/{lamp.id}/edit/personas").words


def test_however_many_drafts_there_are_their_people_are_asked_for_at_once(app, author, lamp, desk, counted):
    with app.test_request_context():
        for number in range(5):
            drafts.create(author, "scenario", f"bridge-{number}", OUTLINE.blank(f"Bridge {number}", "land"))
    pages.opened(desk, f"/studio/{lamp.id}/people")

    with counted() as asked:
        pages.opened(desk, f"/studio/{lamp.id}/people")

    assert sum("draft_version" in each for each in asked) < 5


def test_taking_nobody_says_what_to_do(lamp, desk):
    answer = desk.post(f"/studio/{lamp.id}/people")

    assert answer.status_code == 400 and "Tick somebody first." in answer.text


def test_learners_do_not_get_to_the_people(lamp, client):
    assert client.sign_in(factories.learner()).get(f"/studio/{lamp.id}/people").status_code == 403


def _seen(draft, name):
    return places.place(OUTLINE, drafts.document_of(draft), name).digest


def excellent(desk, draft, slug):
    form = pages.opened(desk, f"/studio/{draft.id}/edit/posts/{slug}").form(f"/studio/{draft.id}/edit/posts/{slug}")
    return {name: form.filled()[f"examples-exemplary-{name}"] for name in ("action", "target")}


def test_the_excellent_officer_begins_with_what_is_best(desk, send, lamp):
    place = "posts/dark-corner"
    send(lamp, place, **{"actions-ignore": "best", "actions-reply": "poor"})
    assert excellent(desk, lamp, "dark-corner") == {"action": ["ignore"], "target": [""]}

    send(lamp, place, **{"actions-ignore": "poor", "actions-escalate": "best", "targets-escalate": ["superior"]})
    assert excellent(desk, lamp, "dark-corner") == {"action": ["escalate"], "target": ["superior"]}
    assert "examples" not in part(lamp, "posts", 0)  # nobody has said anything yet


def test_what_the_author_says_of_an_officer_stands(desk, send, lamp):
    place = "posts/dark-corner"
    send(lamp, place, **{"actions-ignore": "best", "examples-exemplary-action": "reply"})
    assert "examples" not in part(lamp, "posts", 0)  # a reply without words says nothing

    send(lamp, place, **{"examples-exemplary-action": "reply", "examples-exemplary-reply": "A crew comes today."})
    assert part(lamp, "posts", 0, "examples") == {"exemplary": {"reply": "A crew comes today."}}
    assert excellent(desk, lamp, "dark-corner")["action"] == ["reply"]

    send(lamp, place, **{"examples-cold-action": "ignore"})
    assert part(lamp, "posts", 0, "examples", "cold") == {"action": "ignore"}


def test_an_officer_makes_a_statement_where_one_is_asked_for(send, lamp):
    send(lamp, "statement", **{"statement-examples-cold-reply": "Nothing has happened."})

    assert part(lamp, "statement", "examples") == {"cold": {"action": "statement", "reply": "Nothing has happened."}}


def test_a_name_that_makes_itself_is_not_asked_for(desk, send, lamp):
    def missing():
        page = pages.opened(desk, f"/studio/{lamp.id}/edit/office")
        return [has["href"] for tag, has in page.elements if tag == "a" and has.get("href", "").startswith("#page-")]

    assert "#page-name" in missing() and "#page-handle" not in missing()
    send(lamp, "office", **{"page-name": "بلدیہ"})
    assert part(lamp, "page", "handle") == "office"
    assert "#page-handle" not in missing()


def test_an_office_that_is_missing_is_added_to_the_rules(desk, lamp):
    page = pages.opened(desk, f"/studio/{lamp.id}/edit/contacts")

    assert "Add it to the rules and offices" in page.words
    answer = desk.post("/studio/edit/rules/land", data=page.form("/studio/edit/rules/land").filled())
    assert desk.get(answer.location).status_code == 200


def test_the_page_of_a_post_says_by_when_it_wants_its_answer(desk, send, lamp):
    assert "which is after the end of the day (10:00)" in send(lamp, "posts/dark-corner").words

    send(lamp, "posts/dark-corner", within="45")
    address = f"/studio/{lamp.id}/edit/posts/dark-corner"
    form = pages.opened(desk, address).form(address)
    answer = desk.post(address, data=form.filled(within="30"), headers={"Accept": "application/json"})
    assert "As you set it below: answer by 09:30." in answer.json["shown"]["deadline"]
