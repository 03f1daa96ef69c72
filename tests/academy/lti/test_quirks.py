"""Each way in which a family of platforms differs, in messages as it sends them."""

import pytest

from academy.lti import claims, quirks, sending
from academy.lti.models import Identity, Participation, Registration, Score
from tests.academy.lti.grading import all_scores, column, registration, result, work

PRODUCTS = [("moodle", "moodle"), ("canvas", "canvas"), ("BlackboardLearn", "blackboard"), ("desire2learn", "brightspace"), ("sakai", "other")]  # fmt: skip


@pytest.mark.parametrize(("code", "family"), PRODUCTS)
def test_a_platform_says_of_which_family_it_is(code, family):
    assert quirks.by_product(code).family == family


@pytest.mark.parametrize(
    ("address", "family"),
    [
        ("https://school.instructure.com", "canvas"),
        ("https://sso.canvaslms.com/api/lti/authorize_redirect", "canvas"),
        ("https://blackboard.com", "blackboard"),
        ("https://school.brightspace.com/d2l/lti/authenticate", "brightspace"),
        ("https://learn.school.example/mod/lti/auth.php", "moodle"),
        ("https://instructure.com.evil.example", "other"),
    ],
)
def test_an_address_tells_the_family(address, family):
    assert quirks.by_address(address).family == family


# Canvas

SPEED_GRADER = {  # instructure/canvas-lms#1952: the context's id as resource link
    claims.RESOURCE_LINK: {"id": "4dde05e8ca1973bcca9bffc13e1548820eee93a3", "title": "Batch 54"},
    claims.CONTEXT: {"id": "4dde05e8ca1973bcca9bffc13e1548820eee93a3"},
    claims.CUSTOM: {
        "resource_link_id": "a0b1c2",
        "canvas_assignment_id": 4711,
        "canvas_module_id": "$Canvas.module.id",
    },
}


def test_canvas_speedgrader_names_the_wrong_link_and_a_field_of_ours_the_right_one():
    assert quirks.of("canvas").link_id(SPEED_GRADER) == "a0b1c2"
    assert quirks.of("other").link_id(SPEED_GRADER).startswith("4dde05")


def test_canvas_speedgrader_keeps_the_right_link_in_the_launch_address_as_well():
    said = {
        claims.RESOURCE_LINK: {"id": "wrong"},
        claims.TARGET: "https://academy.example/lti/to/tiny?resource_link_id=a0b1c2",
        claims.CUSTOM: {"resource_link_id": "$ResourceLink.id"},
    }

    assert quirks.of("canvas").link_id(said) == "a0b1c2"


@pytest.mark.parametrize(
    "said", [{}, {claims.CUSTOM: "x", claims.TARGET: 7}, {claims.CUSTOM: {"resource_link_id": ""}}]
)
def test_canvas_otherwise_names_the_link_as_all_do(said):
    assert quirks.of("canvas").link_id({**said, claims.RESOURCE_LINK: {"id": "l1"}}) == "l1"


def test_custom_fields_are_texts_and_unknown_variables_are_nothing():
    assert quirks.of("canvas").custom(SPEED_GRADER) == {"resource_link_id": "a0b1c2", "canvas_assignment_id": "4711"}


def test_canvas_is_told_that_a_score_is_no_new_submission(platform, launch):
    registration().family = "canvas"
    item = column(platform)
    launch()
    result()
    work()

    assert platform.grade(item, "u-officer")["https://canvas.instructure.com/lti/submission"] == {
        "new_submission": False
    }


def test_only_canvas_asks_for_rest_with_a_refusal():
    assert quirks.of("canvas").is_busy(403, "403 Forbidden (Rate Limit Exceeded)\n")
    assert not quirks.of("canvas").is_busy(403, "user not authorized to perform that action")
    assert not quirks.of("moodle").is_busy(403, "403 Forbidden (Rate Limit Exceeded)\n")


# Moodle


def test_moodles_columns_have_a_query_and_scores_go_before_it(platform, launch):
    platform.links["l1"].line_item = f"{platform.url}/lineitems/7?course=1"
    launch()
    result()
    work()

    assert ("POST", "/lineitems/7/scores") in platform.asked
    assert [item for item, _score in platform.scores] == [f"{platform.url}/lineitems/7?course=1"]


def test_moodle_wants_the_reading_of_columns_asked_for_by_name():
    asked = quirks.of("moodle").scopes([claims.LINE_ITEM, claims.SCORE])

    assert asked == [claims.LINE_ITEM, claims.SCORE, claims.LINE_ITEM_READ]
    assert quirks.of("moodle").scopes([claims.SCORE]) == [claims.SCORE]
    assert quirks.of("moodle").scopes(asked) == asked
    assert quirks.of("canvas").scopes([claims.LINE_ITEM]) == [claims.LINE_ITEM]


def test_moodle_compares_whole_seconds_so_a_later_score_is_a_second_later(platform, launch):
    item = column(platform)
    launch()
    result(80)
    work()
    result(81)
    work()

    assert [score.state for score in all_scores()] == ["sent", "sent"]
    assert platform.grade(item, "u-officer")["scoreGiven"] == 81


def test_a_stamp_has_a_zone_and_parts_of_a_second(platform, launch):
    column(platform)
    launch()
    result()

    assert sending._stamp(all_scores()[0].timestamp)[-5] == "."
    assert sending._stamp(all_scores()[0].timestamp).endswith("Z")


# Blackboard


def test_blackboard_keeps_the_lines_of_a_comment_apart():
    said = {"userId": "7", "comment": "Good.\nMind the second post."}

    assert quirks.of("blackboard").score(said)["comment"] == "Good.<br/>Mind the second post."
    assert quirks.of("blackboard").score({"userId": "7"}) == {"userId": "7"}
    assert quirks.of("moodle").score(said) == said


# Brightspace


def test_brightspace_wants_one_audience_whatever_the_tokens_address():
    assert quirks.of("brightspace").token_audience == "https://api.brightspace.com/auth/token"


KNOWS_NOBODY = [
    ("moodle", 400, 'Incorrect score received{"userId":"7"}', True),
    ("moodle", 500, "Object of class stdClass could not be converted to string", True),
    ("moodle", 404, "Line item does not exist", False),
    ("canvas", 422, '{"errors":{"message":"User not found in course or is not a student"}}', True),
    ("canvas", 422, '{"errors":{"message":"scoreMaximum must be greater than 0"}}', False),
    ("blackboard", 400, "User could not be found: 7", True),
    ("blackboard", 400, "Malformed score", False),
    ("brightspace", 403, "User 7 is not enrolled in the org unit 66", True),
    ("brightspace", 404, "User 7 does not exist", True),
    ("brightspace", 403, "Forbidden", False),
    ("brightspace", 404, "Not Found", False),
    ("other", 404, "", True),
    ("other", 400, "User could not be found: 7", False),
]


@pytest.mark.parametrize(("family", "status", "answer", "nobody"), KNOWS_NOBODY)
def test_each_says_in_its_own_way_that_somebody_is_not_in_its_course(family, status, answer, nobody):
    assert quirks.of(family).knows_nobody(status, answer) == nobody


LOCKED = '{"status": 500, "reason": "Internal Server Error", "request": {"method": "POST"}}'  # ltiservice/response.php


def test_only_moodle_says_with_an_error_of_its_own_that_a_grade_is_locked():
    assert quirks.of("moodle").refuses(500, LOCKED)
    assert not quirks.of("moodle").refuses(500, "<!DOCTYPE html><title>Error</title>")
    assert not quirks.of("moodle").refuses(503, LOCKED)
    assert not quirks.of("other").refuses(500, LOCKED)


def test_a_remark_goes_where_it_takes_the_place_of_the_one_before():
    score = Score(given=33.3, maximum=100, activity_progress="Completed", grading_progress="FullyGraded")
    score.timestamp = sending.clock.now()
    score.participation = Participation(identity=Identity(subject="7"))

    told = {
        family: sending._grade(score, Registration(family=family), "Passed.").get_value() for family in quirks.FAMILIES
    }

    assert [family for family, said in told.items() if '"comment"' not in said] == ["canvas"]


@pytest.mark.parametrize("family", quirks.FAMILIES)
def test_a_score_of_each_family_keeps_what_the_standard_wants(family):
    score = Score(given=33.3, maximum=100, activity_progress="Completed", grading_progress="FullyGraded")
    score.timestamp = sending.clock.now()
    score.participation = Participation(identity=Identity(subject="7"))

    said = sending._grade(score, Registration(family=family)).get_value()

    assert '"scoreGiven": 33.3' in said and '"scoreMaximum": 100' in said and '"userId": "7"' in said
