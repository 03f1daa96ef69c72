"""What every page of a draft knows: its parts, who else is here, what is wrong and what is worth another look."""

from academy.access import current_person
from academy.studio import differences, drafts, outline as outlines, problems
from academy.studio.models import Draft

AUTHORS = ("instructor", "administrator")


def context_of(draft: Draft) -> dict:
    """What every page of a draft shows: its pages, and who else is here."""
    document, outline = drafts.document_of(draft), drafts.outline_of(draft)
    return {
        "draft": draft,
        "document": document,
        "outline": outline,
        "places": outlines.places(outline, document),
        "is_read": is_read,
        "called": differences.called,
        "others": drafts.others(current_person, draft),
        "where": lambda name: called_at(draft, name),
    }


def told_of(draft: Draft) -> list[problems.Told]:
    return list(problems.told(drafts.outline_of(draft), drafts.document_of(draft), drafts.problems_of(draft)[1]))


def is_read(draft: Draft) -> bool:
    """Whether the parts could be held against each other; before that, more may turn out to be wrong."""
    return drafts.problems_of(draft)[0] is not None


def hints_of(draft: Draft) -> list[problems.Told]:
    """What is worth another look, and hinders nothing."""
    outline, document = drafts.outline_of(draft), drafts.document_of(draft)
    return list(problems.told(outline, document, outline.hints(draft, document)))


def called_at(draft: Draft, name: str) -> str:
    document = drafts.document_of(draft)
    try:
        return differences.called(outlines.place(drafts.outline_of(draft), document, name), document)
    except outlines.NoSuchPlace:
        return ""
