"""The columns of the register: names that scripts rely on, in an order to which only the end is added."""

from collections import namedtuple
from typing import Literal, NamedTuple


class Column(NamedTuple):
    """`kind`: a text somebody typed; a word of ours; a number; a moment, in UTC; a day in the academy's zone. `meaning`
    is for whoever reads a file."""

    name: str
    kind: Literal["text", "word", "number", "moment", "day"]
    meaning: str


COLUMNS = (
    Column("person_id", "number", "The academy's own number of the learner; it never changes"),
    Column("personal_number", "text", "Service or personal number; leading zeros count"),
    Column("name", "text", "Name as printed on certificates"),
    Column("second_name", "text", "The same name in another script"),
    Column("email", "text", "E-mail address"),
    Column("service", "text", "Service group or cadre"),
    Column("cohort", "text", "Batch through which the learner was enrolled"),
    Column("course", "word", "Short name of the course; it never changes"),
    Column("course_title", "text", "Title of the course as the learner has it"),
    Column("hours", "number", "Learning hours"),
    Column("edition", "word", "First characters of the digest of the course's content as the learner has it"),
    Column("status", "word", "not started, in progress, awaiting review or completed"),
    Column("enrolled_at", "moment", "When the learner got the course"),
    Column("started_at", "moment", "When the learner began"),
    Column("completed_at", "moment", "When everything was settled and passed"),
    Column("attempts", "number", "All attempts at scored activities of the course"),
    Column("score", "number", "Mean of the scores that count, in percent, at completion"),
    Column("certificate", "word", "Serial of the newest certificate"),
    Column("certificate_status", "word", "valid, superseded, revoked or expired"),
    Column("certificate_issued_at", "moment", "When the certificate was issued"),
    Column("verify_url", "word", "Where anyone can check the certificate"),
    Column("opens_on", "day", "First day on which the learner can start the course"),
    Column("due_on", "day", "Day by which the learner should have completed it, extension included"),
    Column("closes_on", "day", "Last day on which the learner can start it, extension included"),
    Column("best_score", "number", "Mean of the best settled score at each scored activity, in percent"),
    Column("last_score", "number", "Mean of the last settled score at each scored activity, in percent"),
    Column("pass_mark", "number", "Pass mark of the scored activities, in percent; empty where they differ"),
    Column("result", "word", "passed, awaiting review, not passed (something tried is not passed yet), or empty"),
    Column("markers", "text", "Who judged work of the learner in this course"),
    Column("moderated", "word", "yes when two people judged one piece of work, no when one did, empty when nobody did"),
    Column("extended", "word", "yes when the learner has more time than the batch, by an extension or an accommodation"),
)
NAMES = tuple(column.name for column in COLUMNS)

Row = namedtuple("Row", NAMES)
