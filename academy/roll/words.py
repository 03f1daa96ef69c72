"""What is wrong with a file of people, in words: what happened, and what to do."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from academy.roll.rules import Problem

FIELDS = {
    "personal_number": _l("Personal number"),
    "email": _l("E-mail address"),
    "name": _l("Name"),
    "given_name": _l("First name"),
    "middle_name": _l("Middle name"),
    "family_name": _l("Last name"),
    "second_name": _l("Name in Urdu or Bangla script"),
    "second_script": _l("Script of that name"),
    "role": _l("Role"),
    "service": _l("Service group"),
    "service_code": _l("Service group"),
    "cohort": _l("Cohort"),
    "language": _l("Language"),
    "active": _l("Can sign in"),
    "suspended": _l("Suspended"),
}
UNREADABLE = {
    "format": _l("This file cannot be read as a table: it is damaged, or neither CSV nor XLSX. Open it in a spreadsheet, save it as XLSX, and send that."),
    "old": _l("This is an old Excel file, or one with a password. Save it as XLSX without a password, and send that."),
    "html": _l("This is a web page, whatever its name says. Open it in a spreadsheet, save it as XLSX, and send that."),
    "other": _l("This is a document or a picture, not a table. Send a CSV or XLSX file."),
    "encoding": _l("The letters of this file cannot be read. Save it as “CSV UTF-8”, or as XLSX."),
    "large": _l("This is too much for one file. Send at most 25,000 people at once, in a file of at most 8 MB, and leave out what is not about them."),
    "empty": _l("There is nothing in this file. Its first row has to name the columns."),
    "columns": _l("The columns cannot be told apart: there are too many, or two have the same name. Mend the first row."),
    "no_rows": _l("There is nobody in this file: below the names of the columns there is no row."),
}  # fmt: skip
PROBLEMS = {
    "too_long": _l("There is more in this row than there are columns. Look for a comma that is not in quotes, or move what stands behind the last column."),
    "hidden": _l("There are characters that cannot be seen and hide or turn round others. Type it anew."),
    "formula": _l("This is a formula. Put in its place what it comes to (“paste values only”)."),
    "long": _l("This is too long: there is room for %(more)s characters."),
    "email": _l("This is not an e-mail address."),
    "no_email": _l("Nobody signs in without an e-mail address. Add it."),
    "no_name": _l("The name is missing. Add it."),
    "rounded": _l("A spreadsheet has rounded this number. Format the column as text and type the number again."),
    "unprintable": _l("A certificate cannot be printed with these characters: %(more)s"),
    "role": _l("There is no such role. Write learner or instructor."),
    "administrator": _l("A file neither makes administrators nor changes what they are. Do that on the page of the person."),
    "service": _l("There is no such service group. Write its code or its name as on the second sheet of the template."),
    "cohort": _l("There is no such cohort. Correct its name, or tick below that it shall be made."),
    "not_in_cohorts": _l("Administrators are in no cohort. Leave this cell empty."),
    "truth": _l("Write yes or no."),
    "script": _l("Write ur for Urdu or bn for Bangla."),
    "language": _l("Write en, ur or bn."),
    "no_script": _l("It cannot be told whether this is Urdu or Bangla. Use letters of one of them, or say which in a column “second script”."),
    "number_shared": _l("Several people have this number already: %(more)s. Correct that on their pages first."),
    "two_people": _l("The personal number is that of one person and the e-mail address that of another: %(more)s. Correct one of the two."),
    "other_number": _l("This e-mail address belongs to somebody with another personal number: %(more)s. Correct the number here, or on the page of the person."),
    "own_account": _l("You cannot switch off your own account."),
    "twice": _l("This stands in several rows: %(more)s. Leave it in one of them."),
    "same_person": _l("Several rows are about the same person: %(more)s. Leave one of them."),
}  # fmt: skip


def said(problem: Problem) -> str:
    """A problem as a sentence."""
    return str(PROBLEMS[problem.code]) % {"more": problem.more} if problem.more else str(PROBLEMS[problem.code])


def all_said(problems: Iterable[Problem], headings: dict[str, str]) -> str:
    """The problems of a row in one cell; `headings` are the names of columns in their file, by field."""
    return " ".join(
        (
            _("%(column)s: %(problem)s", column=heading(each.field, headings), problem=said(each))
            if each.field
            else said(each)
        )
        for each in problems
    )


def heading(field: str, headings: dict[str, str]) -> str:
    """What a field is called in the file, or else by us."""
    if field == "name" and field not in headings:
        field = "given_name" if "given_name" in headings else field
    if field == "service_code":
        field = "service"
    return headings.get(field) or (str(FIELDS[field]) if field else "")
