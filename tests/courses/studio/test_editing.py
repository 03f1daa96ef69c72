"""What can be done in the editor of courses besides saving pages."""

import pytest

from academy import editions
from academy.editions.models import Edition
from academy.studio import drafts
from courses.studio import moving
from courses.studio.moving import Spot
from tests import factories, pages
from tests.courses.conftest import RIGHT, WRONG

LESSON = "modules/first/activities/lesson.read-me"


def activities(document, module):
    return [f"{each['type']}.{each['slug']}" for each in document["modules"][module]["activities"]]


def test_an_activity_is_moved_into_another_module_once(desk, draft, document):
    sent = {"activity": "first/lesson.read-me", "module": "second"}

    answer = desk.post(f"/studio/{draft.id}/move", data=sent)
    again = desk.post(f"/studio/{draft.id}/move", data=sent)

    assert answer.location.endswith("/edit/modules/second/activities")
    assert again.status_code == 409
    assert activities(document(), 0) == ["quiz.check"]
    assert activities(document(), 1) == ["scenario.drain", "lesson.read-me"]


@pytest.mark.parametrize(
    "sent", [{}, {"activity": "first/lesson.read-me", "module": "none"}, {"activity": "x", "module": "first"}]
)
def test_what_is_not_there_is_not_moved(desk, draft, document, sent):
    before = document()

    assert desk.post(f"/studio/{draft.id}/move", data=sent).status_code == 409
    assert document() == before


def test_an_activity_plays_another_scenario_and_keeps_the_rest(desk, draft, document):
    factories.scenario()
    address = f"/studio/{draft.id}/play/modules/second/activities/scenario.drain"

    assert "No scenario of this name is published" in desk.get(address.replace("/play/", "/edit/", 1)).text
    answer = desk.post(address, data={"played": "street"})

    assert activities(document(), 1) == ["scenario.street"]
    assert document()["modules"][1]["activities"][0]["minutes"] == 20
    assert pages.opened(desk, answer.location).words.count("Learners play:") == 1


def test_an_activity_holds_another_dialogue(desk, draft, document):
    factories.dialogue()
    factories.dialogue("three-windows")
    activities_of = f"/studio/{draft.id}/add/modules/second/activities"
    desk.post(activities_of, data={"called": "Live", "kind": "dialogue/two-windows"})
    address = f"/studio/{draft.id}/play/modules/second/activities/dialogue.two-windows"

    offered = [box["value"] for box in pages.opened(desk, address).all("input", type="radio", name="played")]
    wrong = desk.post(address, data={"played": "street"})
    answer = desk.post(address, data={"played": "three-windows"})

    assert sorted(offered) == ["three-windows", "two-windows"]
    assert wrong.status_code == 400
    assert answer.location.endswith("/edit/modules/second/activities/dialogue.three-windows")
    assert activities(document(), 1) == ["scenario.drain", "dialogue.three-windows"]
    assert desk.get(address.replace("dialogue.", "lesson.")).status_code == 404


def test_a_course_plays_a_scenario_once(document, draft):
    doubled = moving.to_module(document(), Spot("first", "lesson", "read-me"), "second")
    doubled["modules"][0]["activities"].append({"type": "scenario", "slug": "street", "title": "Street", "minutes": 5})

    with pytest.raises(drafts.NameTaken):
        moving.play_another(doubled, Spot("second", "scenario", "drain"), "street")


def test_a_lesson_is_shown_beside_its_box_as_learners_will_see_it(desk, draft):
    page = desk.get(f"/studio/{draft.id}/edit/{LESSON}").text

    shown = desk.post(
        f"/studio/{draft.id}/prose", data={"body": "## New\n\n![A box](images/picture.png)\n\n<script>x</script>"}
    )

    assert "<h2>A heading</h2>" in page
    assert f'src="/studio/{draft.id}/files/images/picture.png"' in page
    assert "<h2>New</h2>" in shown.text
    assert f'<img src="/studio/{draft.id}/files/images/picture.png" alt="A box"' in shown.text
    assert "<script" not in shown.text


def test_a_lesson_can_be_saved_and_shown_without_scripts(desk, draft, document):
    address = f"/studio/{draft.id}/edit/{LESSON}"
    form = pages.opened(desk, address).form(address)

    answer = desk.post(address, data=form.filled(body="Other words", row="show/shown-body"))

    assert answer.location.endswith("#shown-body")
    assert "<p>Other words</p>" in desk.get(answer.location).text


def test_an_image_that_is_missing_or_says_nothing_is_a_problem_at_its_lesson(save):
    missing = save(LESSON, body="![A box](images/other.png)")
    mute = save(LESSON, body="![](images/picture.png)")
    sound = save(LESSON, body="![A box](images/picture.png)")

    assert "no image called images/other.png" in missing.words
    assert "Say what the image images/picture.png shows" in mute.words
    assert "to mend" not in sound.words


def test_a_draft_is_looked_at_as_learners_will_see_it_and_nothing_is_stored(desk, draft, save, session):
    save(LESSON, title="Not published yet")
    stored = session.query(Edition).count()

    course = pages.opened(desk, f"/courses/~{draft.id}")
    lesson = pages.opened(desk, f"/courses/~{draft.id}/lesson/read-me")
    image = desk.get(f"/courses/~{draft.id}/files/images/picture.png")

    assert desk.get(f"/studio/{draft.id}/course").location == f"/courses/~{draft.id}"
    assert "Not published yet" in course.words
    assert f"/studio/{draft.id}/edit/{LESSON}" in lesson.links
    assert image.data.startswith(b"\x89PNG")
    assert session.query(Edition).count() == stored


def test_what_is_not_finished_is_left_out_of_what_is_shown(desk, draft, save):
    save(LESSON, body="")

    course = pages.opened(desk, f"/courses/~{draft.id}")

    assert "1 activity is not shown" in course.words
    assert "Check yourself" in course.words
    assert desk.get(f"/courses/~{draft.id}/lesson/read-me").status_code == 404


def test_a_draft_without_anything_finished_says_so(desk, author):
    empty = drafts.create(author, "course", "empty", {"title": "Empty", "modules": []})

    answer = desk.get(f"/courses/~{empty.id}")

    assert answer.status_code == 409
    assert "nothing to look at yet" in answer.text


def test_only_who_teaches_sees_a_draft(client, draft):
    rules = drafts.edit(factories.instructor(), editions.published("rules", "land"))
    client.sign_in(factories.learner())

    assert client.get(f"/courses/~{draft.id}").status_code == 404
    assert client.get(f"/courses/~{draft.id}/quiz/check/try").status_code == 403
    assert client.get(f"/studio/{draft.id}/course").status_code == 403
    client.sign_in(factories.instructor())
    for wrong in (f"~{rules.id}", "~999999", "~", "~x", "~99999999999999"):
        assert client.get(f"/courses/{wrong}").status_code == 404


@pytest.mark.parametrize(("answers", "said"), [(RIGHT, "come to 100 %"), (WRONG, "come to 0 %")])
@pytest.mark.parametrize("course", ["draft", "published"])
def test_a_quiz_is_tried_as_learners_have_it_and_not_recorded(desk, draft, course, answers, said):
    address = f"/courses/{f'~{draft.id}' if course == 'draft' else 'small'}/quiz/check/try"
    seed = pages.opened(desk, address).form(address).filled()["seed"]

    marked = pages.read(desk.post(address, data={**answers, "seed": seed}))

    assert said in marked.words
    assert "Yes indeed." in marked.words or "No, and here is why." in marked.words


def test_a_quiz_that_is_tried_without_an_answer_asks_for_it(desk, draft):
    answer = desk.post(f"/courses/~{draft.id}/quiz/check/try", data={"seed": "7", "q1": "0"})

    assert answer.status_code == 400
    assert "Question 2 has no complete answer yet." in answer.text
