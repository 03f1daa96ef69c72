"""A course as a cmi5 package: a zip with `cmi5.xml`, which a learning platform imports."""

import io
import zipfile
from xml.etree import ElementTree

from academy import addresses, clock
from academy.xapi import Unit, telling
from academy.xapi.statements import address

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"


def publisher_id(course: str) -> str:
    """The name of the one assignable unit that a course is: the same as in our own statements."""
    return address(telling.house(), course)


def structure(course: str, unit: Unit) -> bytes:
    """The course structure (cmi5 1.0, 13): one unit, which is the whole course."""
    ElementTree.register_namespace("", NAMESPACE)
    root = _element(None, "courseStructure")
    whole = _element(root, "course", id=f"{addresses.to('cmi5.package', course=course)}")
    described = _element(
        root,
        "au",
        id=publisher_id(course),
        moveOn="CompletedAndPassed",
        launchMethod="AnyWindow",
        activityType="http://adlnet.gov/expapi/activities/course",
        **({} if unit.mastery is None else {"masteryScore": f"{unit.mastery:g}"}),
    )
    for element in (whole, described):
        for name, text in (("title", unit.title), ("description", unit.summary)):
            _element(_element(element, name), "langstring", lang=unit.language).text = text
    _element(described, "url").text = addresses.to("cmi5.launch", course=course)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def archive(course: str, unit: Unit) -> bytes:
    """The package; it holds no content, for the course stays here."""
    out, now = io.BytesIO(), clock.day(clock.now())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        info = zipfile.ZipInfo("cmi5.xml", (now.year, now.month, now.day, 0, 0, 0))
        file.writestr(info, structure(course, unit))
    return out.getvalue()


def file_name(course: str) -> str:
    return f"{course}-cmi5.zip"


def _element(parent: ElementTree.Element | None, name: str, **attributes: str) -> ElementTree.Element:
    tag = f"{{{NAMESPACE}}}{name}"
    return ElementTree.Element(tag, attributes) if parent is None else ElementTree.SubElement(parent, tag, attributes)
