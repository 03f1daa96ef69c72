"""What every page of a draft knows: its parts, who else is here, what is wrong and what is worth another look."""

from flask import url_for

from academy.access import current_person
from academy.editions.models import Edition
from academy.studio import differences, drafts, outline as outlines, places, problems, publishing, translations, visits
from academy.studio.models import Draft

AUTHORS = ("instructor", "administrator")


def context_of(draft: Draft) -> dict:
    """What every page of a draft shows: its pages, what is left to translate, and who else is here."""
    document, outline = drafts.document_of(draft), drafts.outline_of(draft)
    return {
        "draft": draft,
        "document": document,
        "outline": outline,
        "places": places.places(outline, document),
        "is_read": is_read,
        "called": differences.called,
        "left": lambda place=None: translations.left(draft, place),
        "others": visits.others(current_person, draft),
        "where": lambda name: called_at(draft, name),
    }


def told_of(draft: Draft) -> list[problems.Told]:
    return list(problems.told(drafts.outline_of(draft), drafts.document_of(draft), publishing.problems_of(draft)[1]))


def is_read(draft: Draft) -> bool:
    """Whether the parts could be held against each other; before that, more may turn out to be wrong."""
    return publishing.problems_of(draft)[0] is not None


def advice_on(draft: Draft) -> list[problems.Told]:
    """What is worth another look, and hinders nothing."""
    outline, document = drafts.outline_of(draft), drafts.document_of(draft)
    return list(problems.told(outline, document, outline.advice(draft, document)))


def called_at(draft: Draft, name: str) -> str:
    document = drafts.document_of(draft)
    try:
        return differences.called(places.place(drafts.outline_of(draft), document, name), document)
    except places.NoSuchPlace:
        return ""


def address_after(edition: Edition) -> str:
    """Where somebody goes on who has just published an edition."""
    after = outlines.OUTLINES[edition.kind].after
    return after[1](edition.slug) if after else url_for("studio.index")
