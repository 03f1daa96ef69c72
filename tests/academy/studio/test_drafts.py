"""Drafts: what is typed is kept, nobody overwrites anybody, and an edition is what was looked at."""

from datetime import timedelta

import pytest
import time_machine

from academy import clock, editions
from academy.accounts.models import Person
from academy.audit.models import AuditEntry
from academy.db import db
from academy.studio import copies, drafts, edits, names, places, publishing, visits
from tests import factories
from tests.rivals import rivals

ABOUT = {"title": "Land rules", "country": "PK", "summary": "What officers of land may say."}


@pytest.fixture
def author(session):
    return factories.instructor(name="Amina")


@pytest.fixture
def colleague(session):
    return factories.instructor(name="Bilal")


@pytest.fixture
def draft(author):
    return drafts.edit(author, factories.rules())


def seen(draft, name):
    return place(draft, name).digest


def place(draft, name):
    return places.place(drafts.outline_of(draft), drafts.document_of(draft), name)


def said(draft, name, **changes):
    return {**place(draft, name).value, **changes}


def test_a_draft_of_a_published_pack_says_what_it_says(draft):
    content, problems = publishing.problems_of(draft)

    assert not problems
    assert content == editions.content(draft.based_on)


def test_there_is_one_open_draft_of_a_pack(draft, colleague):
    assert drafts.edit(colleague, draft.based_on) is draft
    with pytest.raises(drafts.NameTaken):
        drafts.create(colleague, "rules", draft.slug, {})


def test_two_who_begin_at_the_same_moment_share_a_draft(lasting):
    with lasting.app_context():
        factories.rules()
        person = factories.instructor()
        db.session.commit()
        person_id = person.id

    def begin():
        return drafts.edit(db.session.get(type(person), person_id), editions.published("rules", "land")).id

    assert len(set(rivals(lasting, begin))) == 1


def test_what_cannot_be_published_is_kept_all_the_same(draft, author):
    edits.save(author, draft, "about", seen(draft, "about"), said(draft, "about", country="Pakistan"))

    assert drafts.document_of(draft)["country"] == "Pakistan"
    assert [problem.path for problem in publishing.problems_of(draft)[1]] == [("country",)]
    with pytest.raises(publishing.NotSound):
        publishing.publish(author, draft, drafts.newest(draft).digest, "Try")


def test_two_people_on_two_pages_do_not_meet(draft, author, colleague):
    first, second = seen(draft, "about"), seen(draft, "conduct/neutrality")

    edits.save(author, draft, "about", first, said(draft, "about", title="New title"))
    edits.save(colleague, draft, "conduct/neutrality", second, said(draft, "conduct/neutrality", text="Other words."))

    document = drafts.document_of(draft)
    assert document["title"] == "New title"
    assert document["conduct"][0]["text"] == "Other words."
    assert [version.person for version in draft.versions[1:]] == [author, colleague]


def test_the_second_on_the_same_page_is_told_and_nothing_is_overwritten(draft, author, colleague):
    shown = seen(draft, "about")
    edits.save(author, draft, "about", shown, said(draft, "about", title="Amina's title"))

    with pytest.raises(edits.Conflict) as conflict:
        edits.save(colleague, draft, "about", shown, said(draft, "about", title="Bilal's title"))

    assert conflict.value.place.value["title"] == "Amina's title"
    assert conflict.value.version.person is author
    assert drafts.document_of(draft)["title"] == "Amina's title"


def test_the_same_words_twice_are_no_conflict(draft, author, colleague):
    shown, words = seen(draft, "about"), said(draft, "about", title="The same title")
    edits.save(author, draft, "about", shown, words)
    edits.save(colleague, draft, "about", shown, words)

    assert len(draft.versions) == 2  # the edition's, and Amina's


def test_what_somebody_took_away_is_gone_and_not_written_anew(draft, author, colleague):
    shown, words = seen(draft, "conduct/neutrality"), said(draft, "conduct/neutrality", text="Late words.")
    edits.arrange(author, draft, "conduct", "remove", "neutrality", seen(draft, "conduct"))

    with pytest.raises(drafts.Gone):
        edits.save(colleague, draft, "conduct/neutrality", shown, words)
    edits.arrange(colleague, draft, "conduct", "remove", "neutrality", "")  # a second time does nothing


def test_a_version_ends_after_a_while_or_when_another_goes_on(draft, author, colleague):
    def title(person, text):
        edits.save(person, draft, "about", seen(draft, "about"), said(draft, "about", title=text))
        return drafts.newest(draft).number

    db.session.refresh(draft, ["versions"])
    numbers = [title(author, "One"), title(author, "Two")]
    numbers.append(title(colleague, "Three"))
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        db.session.refresh(draft, ["versions"])
        numbers.append(title(colleague, "Four"))
    db.session.refresh(draft, ["versions"])

    assert [version.document["title"] for version in draft.versions] == ["A country", "Two", "Three", "Four"]


def test_an_earlier_version_comes_back_and_what_came_between_stays_on_record(draft, author, colleague):
    first = drafts.newest(draft)
    former = first.document["title"]
    edits.save(colleague, draft, "about", seen(draft, "about"), said(draft, "about", title="In between"))

    edits.restore(author, draft, first, "Version 1 again")

    assert drafts.document_of(draft)["title"] == former
    db.session.refresh(draft, ["versions"])
    assert [version.document["title"] for version in draft.versions] == [former, "In between", former]


def test_publishing_makes_an_edition_with_a_note_and_leaves_the_former_as_it_was(draft, author):
    former = draft.based_on
    edits.save(author, draft, "about", seen(draft, "about"), said(draft, "about", title="New title"))

    edition = publishing.publish(author, draft, drafts.newest(draft).digest, "The title says what it is")

    assert editions.published("rules", "land") is edition
    assert editions.content(edition).title == "New title"
    assert editions.content(former).title != "New title"
    release = editions.releases("rules", "land")[0]
    assert (release.act, release.person, release.note) == ("published", author, "The title says what it is")
    assert db.session.query(AuditEntry).filter_by(action="edition.published", actor_id=author.id).count() == 1


def test_what_changed_since_it_was_looked_at_is_not_published(draft, author, colleague):
    looked_at = drafts.newest(draft).digest
    edits.save(colleague, draft, "about", seen(draft, "about"), said(draft, "about", title="Meanwhile"))

    with pytest.raises(publishing.Outdated):
        publishing.publish(author, draft, looked_at, "Note")


def test_what_an_academy_ships_does_not_undo_what_was_published_here(draft, author):
    edits.save(author, draft, "about", seen(draft, "about"), said(draft, "about", title="Ours"))
    own = publishing.publish(author, draft, drafts.newest(draft).digest, "Ours")

    from academy import packs

    editions.ship(packs.parse("land", {"pack.yaml": factories.RULES.encode()}))

    assert editions.published("rules", "land") is own


def test_a_retired_pack_is_offered_to_nobody_and_found_by_what_names_it(draft, author):
    edition = draft.based_on
    editions.retire(edition, author, "Outdated")

    assert edition not in editions.all_published("rules")
    assert editions.published("rules", "land") is edition
    editions.resume(edition, author, "")
    assert edition in editions.all_published("rules")
    assert [release.act for release in editions.releases("rules", "land")] == ["resumed", "retired", "published"]


def test_a_copy_is_a_draft_of_its_own(draft, author):
    copy = copies.copy_of(author, draft.based_on, "Land rules (copy)")

    assert copy.slug == "land-rules-copy"
    assert copy.based_on is None
    assert drafts.document_of(copy)["title"] == "Land rules (copy)"


@pytest.mark.parametrize(
    ("called", "slug"),
    [("Blocked drain", "blocked-drain"), ("  Où est l'eau?  ", "ou-est-l-eau"), ("سڑک", ""), ("a" * 90, "a" * 60)],
)
def test_names_for_files_come_from_what_people_type(called, slug):
    assert names.slug_of(called) == slug


def test_an_entry_whose_name_has_no_latin_letter_gets_one(draft, author):
    place = edits.add(author, draft, "offices", "دفتر")

    assert place.name.startswith("offices/office-")
    assert place.part["name"] == "دفتر"


def test_entries_are_moved_copied_and_named_once(draft, author):
    place = edits.add(author, draft, "offices", "New office")
    assert edits.add(author, draft, "offices", "New office").name == place.name  # sent twice
    edits.save(author, draft, place.name, place.digest, {**place.value, "capacity": 20})
    with pytest.raises(drafts.NameTaken):
        edits.add(author, draft, "offices", "New office")

    edits.arrange(author, draft, "offices", "up", "new-office", seen(draft, "offices"))
    edits.arrange(author, draft, "offices", "copy", "new-office", seen(draft, "offices"))

    keys = [entry["slug"] for entry in drafts.document_of(draft)["offices"]]
    assert keys.index("new-office-2") == keys.index("new-office") + 1
    assert keys[-1] != "new-office"


def test_a_closed_draft_takes_nothing_and_another_can_be_begun(draft, author):
    shown = seen(draft, "about")
    drafts.close(author, draft)

    with pytest.raises(drafts.Gone):
        edits.save(author, draft, "about", shown, {})
    assert drafts.edit(author, draft.based_on) is not draft


def test_who_else_is_here_is_said_for_a_while(draft, author, colleague):
    assert visits.renew(author, draft, "about") == []
    assert [visit.person for visit in visits.renew(colleague, draft, "conduct")] == [author]
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        assert visits.others(colleague, draft) == []


def test_what_another_saved_while_one_waited_is_not_undone(lasting):
    """On PostgreSQL the second looks before the first has committed, and writes after."""
    with lasting.app_context():
        factories.rules()
        amina, bilal = factories.instructor(), factories.instructor()
        draft = drafts.edit(amina, editions.published("rules", "land"))
        edits.save(bilal, draft, "about", seen(draft, "about"), said(draft, "about", title="Begun"))
        db.session.commit()
        draft_id, bilal_id = draft.id, bilal.id
    pages = iter(("conduct/neutrality", "conduct/secrecy"))

    def write():
        draft, person = db.session.get(drafts.Draft, draft_id), db.session.get(type(bilal), bilal_id)
        name, looked_at = next(pages), drafts.newest(draft)
        shown, words = seen(draft, name), said(draft, name, text=f"Said of {name}.")
        edits.save(person, draft, name, shown, words)
        return looked_at.number

    rivals(lasting, write)

    with lasting.app_context():
        rules = drafts.document_of(db.session.get(drafts.Draft, draft_id))["conduct"]
        assert [rule["text"] for rule in rules] == ["Said of conduct/neutrality.", "Said of conduct/secrecy."]


@pytest.mark.parametrize(("people", "slugs"), [(2, ["twins", "twins-2"]), (1, ["twins", "twins"])])
def test_the_same_title_at_the_same_moment_makes_a_draft_for_each_who_gave_it(lasting, people, slugs):
    with lasting.app_context():
        persons = [factories.instructor() for _ in range(people)]
        for draft in drafts.open_drafts("rules"):
            drafts.close(persons[0], draft)
        db.session.commit()
        whose = iter([person.id for person in persons] * 2)

    def begin():
        return drafts.begin(db.session.get(Person, next(whose)), "rules", "Twins", {"title": "Twins"}).slug

    assert sorted(rivals(lasting, begin)) == slugs


def test_the_same_edition_stored_at_the_same_moment_is_one(lasting):
    from academy import packs

    def store():
        return editions.store(packs.parse("twin", {"pack.yaml": factories.RULES.encode()})).id

    assert len(set(rivals(lasting, store))) == 1
