"""What a schema alone cannot see in a dialogue pack: names, times, contradictions, and that its examples are good ones."""

import re

from academy.packs.parts import repeated
from academy.rules.pack import Rules
from scenarios.dialogues.example_checks import of_examples
from scenarios.dialogues.names import SLOT, Problems, matters, unknown
from scenarios.dialogues.pack import HOST, MOST_COMMENTS, Dialogue, Flood
from scenarios.dialogues.trigger_checks import of_trigger

LEFT = 2  # minutes that anybody needs to answer anything


def check(content: Dialogue, rules: Rules | None) -> Problems:
    """Every name that is used exists, all fits into its time, what contradicts is raised, and examples grade as claimed."""
    found = [*_of_names(content, rules), *_of_time(content), *_of_truth(content)]
    for at, each in matters(content):
        found += _of_matter(content, each, at)
    for number, each in enumerate(content.triggers):
        found += of_trigger(content, each, ("triggers", number))
    yield from found
    if rules and not found:  # a pack that does not hold together is not graded
        yield from of_examples(content, rules)


# Names


def _of_names(content, rules) -> Problems:
    yield from _repeated(content)
    for name in ("commitments", "last_time"):
        for number, each in enumerate(getattr(content, name)):
            yield from unknown(content.departments, each.department, (name, number, "department"), "department")
    for number, segment in enumerate(content.segments):
        yield from _of_segment(content, segment, ("segments", number))
    if rules:
        yield from _of_rules(content, rules)


def _repeated(content) -> Problems:
    for name in ("segments", "triggers", "commitments", "last_time", "comments"):
        yield from (((name, *path), message) for path, message in repeated(getattr(content, name)))
    taken = {each.slug for each in content.comments}
    for number, each in enumerate(content.floods):
        if each.slug in taken:
            yield ("floods", number, "slug"), f"the slug {each.slug!r} is used twice"
        taken.add(each.slug)
    lines: set[str] = set()
    for slug, each in content.departments.items():
        for number, line in enumerate(each.sheet):
            if line.slug in lines:
                yield (
                    "departments",
                    slug,
                    "sheet",
                    number,
                    "slug",
                ), f"the slug {line.slug!r} is used twice among all lines"
            lines.add(line.slug)


def _of_segment(content, segment, at) -> Problems:
    leads = {HOST, *content.departments, *content.guests}
    yield from unknown(leads, segment.lead, (*at, "lead"), "department or guest")
    for number, report in enumerate(segment.reports):
        here = (*at, "reports", number)
        yield from unknown(content.departments, report.department, (*here, "department"), "department")
        for line in report.lines:
            if content.lines.get(line, (None,))[0] != report.department:
                yield (*here, "lines"), f"there is no line {line!r} on the sheet of {report.department!r}"


def _of_rules(content, rules) -> Problems:
    offices, conduct = {office.slug for office in rules.offices}, {rule.slug for rule in rules.conduct}
    for slug in content.directory:
        if slug not in offices:
            yield ("directory",), f"the rules pack has no office {slug!r}"
    for criterion, slug in content.cites.items():
        if slug not in conduct:
            yield ("cites", criterion), f"the rules pack has no rule {slug!r}"
    mandates = [(("departments", slug, "mandate", "refer"), each.mandate) for slug, each in content.departments.items()]
    mandates += [((*at, "mandate", "refer"), each.mandate) for at, each in matters(content)]
    for at, mandate in mandates:
        for referral in mandate.refer:
            if referral.office not in offices:
                yield at, f"the rules pack has no office {referral.office!r}"


# Time


def _of_time(content) -> Problems:
    together = sum(segment.minutes for segment in content.segments)
    if together != content.minutes:
        yield ("minutes",), f"the segments take {together} minutes together, the dialogue {content.minutes}"
    for slug, each in content.departments.items():
        for number, line in enumerate(each.sheet):
            if line.as_of > content.day:
                yield ("departments", slug, "sheet", number, "as_of"), "this is after the day of the dialogue"
    if (flooded := sum(each.times for each in content.floods)) > MOST_COMMENTS:
        yield ("floods",), f"the floods make {flooded} comments, more than {MOST_COMMENTS}"
    starts, minute = {}, 0
    for segment in content.segments:
        starts[segment.slug], minute = minute, minute + segment.minutes
    for at, each in matters(content):
        yield from _of_arrival(content, each, at, starts, minute)


def _of_arrival(content, each, at, starts, end) -> Problems:
    if each.segment is None:
        brought = {slug for trigger in content.triggers for slug in (*trigger.then.comments, *trigger.then.floods)}
        if each.slug not in brought:
            yield at, f"{each.slug!r} never arrives: give it a segment, or let a trigger bring it"
        return
    segment = next((segment for segment in content.segments if segment.slug == each.segment), None)
    if segment is None:
        yield (*at, "segment"), f"there is no segment {each.segment!r}"
        return
    start = starts[each.segment] + each.minute
    if each.minute >= segment.minutes:
        yield (*at, "minute"), f"the segment is over after {segment.minutes} minutes"
    elif isinstance(each, Flood) and start + each.over > end:
        yield (*at, "over"), f"it does not fit: the dialogue is over {end - start} minutes after it begins"
    elif not isinstance(each, Flood) and start + LEFT >= end:
        yield (*at, "minute"), "nobody can answer it: the dialogue is over before anybody could"


# What is true


def _of_truth(content) -> Problems:
    raised = {content.matter(each.slug).contradicts for each in content.comments}
    places = [(("facts",), content.facts)]
    places += [(("departments", slug, "facts"), each.facts) for slug, each in content.departments.items()]
    for at, facts in places:
        for number, fact in enumerate(facts):
            if fact.contradicts is None:
                continue
            if fact.contradicts not in content.lines:
                yield (*at, number), f"there is no line {fact.contradicts!r} on any status sheet"
            elif fact.contradicts not in raised:
                yield (*at, number), f"nobody raises it: no comment contradicts {fact.contradicts!r}"


def _of_matter(content, each, at) -> Problems:
    for persona in each.personas if isinstance(each, Flood) else (each.persona,):
        yield from unknown(
            content.personas, persona, (*at, "personas" if isinstance(each, Flood) else "persona"), "persona"
        )
    if isinstance(each, Flood):
        yield from _of_variation(each, at)
    if each.same_as is not None:
        same = next((other for other in content.comments if other.slug == each.same_as), None)
        if same is None or same.slug == each.slug or same.same_as:
            yield (*at, "same_as"), f"there is no comment {each.same_as!r} that is no duplicate itself"
        return
    yield from unknown(content.departments, each.department, (*at, "department"), "department")
    for name in ("refer", "wrong_referrals"):
        for slug in getattr(each, name):
            if slug not in content.departments and slug not in content.directory:
                yield (*at, name), f"{slug!r} is neither a department nor in the directory"
            elif name == "wrong_referrals" and content.is_right(each.slug, slug):
                yield (*at, name), f"to refer it to {slug!r} is right"
    if each.contradicts and each.contradicts not in content.truths:
        yield (*at, "contradicts"), f"no fact contradicts a line {each.contradicts!r}"
    if each.commitment:
        yield from unknown(
            {one.slug for one in content.commitments}, each.commitment, (*at, "commitment"), "commitment"
        )
    if each.department in content.departments and not _can_be_answered(content, each):
        yield at, f"nobody can answer it: {each.department!r} can do nothing about it, and no office is named that could"


def _can_be_answered(content, each) -> bool:
    """Somebody's own matter, or one with a door elsewhere."""
    mandates = (content.departments[each.department].mandate, each.mandate)
    doors = each.refer or any(mandate.refer for mandate in mandates)
    return bool(
        doors if each.triage in ("outside_mandate", "emergency") else doors or any(mandate.can for mandate in mandates)
    )


def _of_variation(flood, at) -> Problems:
    used = {name for text in flood.texts for name in SLOT.findall(text)}
    for name in sorted(used - set(flood.slots)):
        yield (*at, "texts"), f"there is no slot {name!r}"
    for name in flood.slots:
        if name not in used:
            yield (*at, "slots", name), f"no text uses the slot {name!r}"
    for number, text in enumerate(flood.texts):
        if text.count("[") != text.count("]") or re.search(r"\[[^\]|]*\]", text):
            yield (*at, "texts", number), "write alternatives as [this|that]"
