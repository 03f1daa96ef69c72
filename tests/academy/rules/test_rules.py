"""Rules that can be cited: entries with days and addresses, their former wordings, what rests on them."""

from datetime import date
from textwrap import dedent

import pytest

from academy import editions, packs
from academy.editions import citing
from academy.rules import citations, entries
from academy.rules.pack import Rules
from academy.studio import drafts, edits
from tests import factories, pages

CHANGED = factories.RULES.replace("No part in politics.", "No part in politics, online either.")


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


def published(text, author=None, note=""):
    """The rules `land` with this text, published by somebody."""
    return editions.take_in(packs.parse("land", {"pack.yaml": dedent(text).encode()}), author, note)


def with_days(since="", until=""):
    days = "".join(f"\n        {name}: {day}" for name, day in (("since", since), ("until", until)) if day)
    return factories.RULES.replace("text: No part in politics.", f"text: No part in politics.{days}")


# Days


def test_packs_from_before_there_were_days_keep_their_digest(session):
    edition = published(factories.RULES)

    assert b"since" not in edition.canonical and b"until" not in edition.canonical
    assert b'"since":"2020-01-01"' in published(with_days(since="2020-01-01")).canonical


def test_an_entry_is_in_force_from_its_first_day_to_the_day_before_its_end(session):
    rule = editions.content(published(with_days("2020-01-01", "2026-11-01"))).rule("neutrality")

    days = [date(2019, 12, 31), date(2020, 1, 1), date(2026, 10, 31), date(2026, 11, 1)]
    assert [rule.in_force(day) for day in days] == [False, True, True, False]


def test_an_entry_does_not_end_before_it_begins(session):
    with pytest.raises(packs.PackError, match="it ends before it begins"):
        published(with_days("2026-01-01", "2026-01-01"))


def test_a_rule_and_an_office_have_addresses_of_their_own(session):
    with pytest.raises(packs.PackError, match="a rule is called 'secrecy' already"):
        published(factories.RULES.replace("slug: water-board", "slug: secrecy"))


# Wordings


def test_every_published_wording_is_kept_with_who_when_and_why(session, author):
    published(factories.RULES)
    published(CHANGED, author, "The memorandum of May")
    published(CHANGED.replace("1334", "1335"), author, "A new number")

    now, before = entries.history("land", "neutrality")

    assert (now.entry.text, now.until) == ("No part in politics, online either.", None)
    assert (now.release.person, now.release.note) == (author, "The memorandum of May")
    assert (before.entry.text, before.until) == ("No part in politics.", now.release.at)


def test_an_entry_that_was_taken_out_keeps_its_page(desk):
    published(factories.RULES)
    without = Rules.model_validate(editions.content(editions.published("rules", "land")).model_dump())
    editions.take_in(packs.Pack("rules", "land", without.model_copy(update={"conduct": without.conduct[:1]})))

    page = pages.opened(desk, "/rules/land/secrecy")

    assert "have this entry no more" in page.words
    assert "No official document to the press." in page.words


# Pages


@pytest.mark.parametrize("role", ["learner", "instructor", "administrator"])
def test_everybody_who_is_signed_in_reads_the_rules(client, session, role):
    published(with_days(since="2020-01-01"))
    client.sign_in(factories.person(role))

    assert "/rules/land/" in pages.opened(client, "/rules/").links
    assert {"/rules/land/neutrality", "/rules/land/water-board"} <= set(pages.opened(client, "/rules/land/").links)
    rule, office = pages.opened(client, "/rules/land/neutrality"), pages.opened(client, "/rules/land/water-board")
    for words in (
        "Rule 24, Conduct rules",
        "No part in politics.",
        "The gazette",
        "read in an official text",
        "1 January 2020",
    ):
        assert words in rule.words
    assert "helpline: 1334" in office.words
    digest = editions.published("rules", "land").digest
    assert f"Rule 24, Conduct rules. A country, edition {digest[:12]}. http" in rule.words
    assert "/rules/land/neutrality" in rule.words


def test_the_rules_are_for_people_who_are_signed_in(client, session):
    published(factories.RULES)

    assert client.get("/rules/land/neutrality").location.startswith("/accounts/sign-in")


@pytest.mark.parametrize("address", ["/rules/atlantis/", "/rules/atlantis/x", "/rules/land/none"])
def test_what_never_was_has_no_page(desk, address):
    published(factories.RULES)

    assert desk.get(address).status_code == 404


def test_one_that_is_no_longer_in_force_says_so(desk):
    published(with_days(until="2020-01-01"))

    assert "has not been in force since 1 January 2020" in pages.opened(desk, "/rules/land/neutrality").words
    assert "Not in force" in pages.opened(desk, "/rules/land/").words


def test_a_day_that_has_changed_is_told_among_the_wordings(desk):
    published(factories.RULES)
    published(with_days(since="2020-01-01", until="2030-01-01"))

    words = pages.opened(desk, "/rules/land/neutrality").words

    assert words.count("In force since 1 January 2020 · Not in force from 1 January 2030 on") == 1


def test_whoever_teaches_gets_from_an_entry_to_its_page_in_the_studio(desk, client):
    published(factories.RULES)
    form = pages.opened(desk, "/rules/land/secrecy").form("/studio/rules/land/secrecy/edit")

    page = pages.opened(desk, desk.post(form.action, data=form.filled()).location)
    draft = drafts.open_draft("rules", "land")
    assert page.form(f"/studio/{draft.id}/edit/conduct/secrecy")
    assert desk.post("/studio/rules/land/nothing/edit").location == f"/studio/{draft.id}/"

    client.sign_in(factories.learner())
    assert "/edit" not in pages.opened(client, "/rules/land/secrecy").html
    assert client.post("/studio/rules/land/secrecy/edit").status_code == 403


def test_what_was_not_checked_for_a_year_is_listed(desk):
    published(factories.RULES.replace("checked_on: 2026-11-01", "checked_on: 2020-10-01", 1))

    page = pages.opened(desk, "/studio/rules/unchecked")

    assert "Rule 24, Conduct rules" in page.words and "1 October 2020" in page.words
    assert [each.entry.slug for each in entries.unchecked(date(2026, 11, 20))] == ["neutrality"]
    assert entries.unchecked(date(2021, 10, 1)) == []


# What cites them


def test_scenarios_and_courses_say_where_they_cite_an_entry(app, session):
    factories.scenario()
    factories.course(**{"body: Words.": "body: As Rule 18 says, or [this](/rules/land/power-company). Not Rule 180."})
    with app.test_request_context():
        found = citations.of("land")

    told = {slug: {each.edition.kind: each.places for each in cited} for slug, cited in found.items()}
    assert told["neutrality"] == {"scenario": ("behind grades of “Keeps composure”",)}
    assert told["secrecy"] == {"course": ("“Read me” in “First things”",)}
    assert "the post “The drain is blocked since two weeks. …”" in told["water-board"]["scenario"]
    assert set(told["power-company"]) == {"scenario", "course"}


def test_a_number_is_cited_by_itself_and_not_within_another(app, session):
    factories.course(**{"body: Words.": "body: Rule 180 and Rule 18-A, and the Water Boards."})
    with app.test_request_context():
        assert citations.of("land") == {}


def test_the_editor_of_an_entry_says_what_cites_it(desk, author):
    factories.scenario()
    draft = drafts.edit(author, editions.published("rules", "land"))

    page = pages.opened(desk, f"/studio/{draft.id}/edit/conduct/neutrality")

    assert "A wet street" in page.words and "behind grades of" in page.words
    assert "/rules/land/neutrality" in page.links
    assert "In force since" in page.words
    assert "No published pack cites it" in pages.opened(desk, f"/studio/{draft.id}/edit/conduct/secrecy").words


def test_publishing_says_what_cites_the_entries_that_change(desk, author):
    factories.scenario()
    draft = drafts.edit(author, editions.published("rules", "land"))
    document = drafts.document_of(draft)
    document["conduct"][0]["text"] = "No part in politics, online either."
    edits.replace_all(author, draft, document, {}, "")

    page = pages.opened(desk, f"/studio/{draft.id}/publish")
    answer = desk.post(
        f"/studio/{draft.id}/publish", data=page.form(f"/studio/{draft.id}/publish").filled(note="Clearer")
    )

    assert "What cites the entries that change" in page.words and "A wet street" in page.words
    assert answer.location == "/studio/rules/land/resting"


# What rests on former rules


def test_packs_rest_on_the_rules_of_their_day_until_they_are_published_again(desk, author):
    scenario, course = factories.scenario(), factories.course()
    present = published(CHANGED, author, "Clearer")
    page = pages.opened(desk, "/studio/rules/land/resting")
    form = page.form("/studio/rules/land/resting")
    assert form.filled()["packs"] == ["course/tiny", "scenario/street"]

    for _ in range(2):  # sent twice, done once
        assert desk.post("/studio/rules/land/resting", data=form.filled(packs=["scenario/street"])).status_code == 302

    again = editions.published("scenario", "street")
    assert (again.rules, editions.content(again)) == (present, editions.content(scenario))
    assert again.digest != scenario.digest
    assert editions.published("course", "tiny") is course
    release = editions.releases("scenario", "street")[0]
    assert release.person == author and release.note.startswith("With “A country” of ")
    assert len(editions.releases("scenario", "street")) == 2


def test_what_no_longer_goes_with_the_rules_says_why_and_stays(desk, author):
    scenario = factories.scenario()
    published(CHANGED.replace("slug: water-board", "slug: water-company"), author, "Renamed")

    page = pages.opened(desk, "/studio/rules/land/resting")
    with pytest.raises(citing.NotPossible):
        citing.renew(author, scenario, "Try")
    desk.post("/studio/rules/land/resting", data={"packs": ["scenario/street"], "note": "Try"})

    assert "the rules pack has no office 'water-board'" in page.words
    assert editions.published("scenario", "street") is scenario


def test_images_go_with_a_pack_that_is_published_again(session, author):
    from tests.academy.test_editions import PNG

    factories.rules()
    first = factories.edition("street", factories.SCENARIO, map__png=PNG)
    published(CHANGED, author)

    again = citing.renew(author, first, "Again")

    assert editions.files_of(again) == editions.files_of(first) != {}


def test_nothing_chosen_and_no_note_are_asked_for(desk, author):
    factories.scenario()
    published(CHANGED, author)

    unchosen = desk.post("/studio/rules/land/resting", data={"note": "Why"})
    unsaid = desk.post("/studio/rules/land/resting", data={"packs": ["scenario/street"]})

    assert (unchosen.status_code, unsaid.status_code) == (400, 400)
    assert "Choose at least one." in pages.read(unchosen).words
    assert "Say in a few words why" in pages.read(unsaid).words


def test_a_retired_pack_is_not_offered_again_by_that(desk, author):
    scenario = factories.scenario()
    editions.retire(scenario, author, "Old")
    published(CHANGED, author)

    assert citing.resting("rules", "land") == []
