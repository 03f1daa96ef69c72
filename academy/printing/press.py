"""The press: HTML in, one accessible archival PDF out. The only place that knows WeasyPrint."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from threading import Lock
from typing import Any
from xml.etree import ElementTree

from academy.printing import fonts
from academy.printing.pictures import PictureError
from academy.printing.pictures import loaded as loaded_pictures

LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
VARIANT = "pdf/a-3a"
ADDRESS = "academy:"  # no network or file has this scheme

_one_at_a_time = Lock()  # fonts serve one thread, and a method of WeasyPrint is replaced meanwhile

# scripts whose glyphs do not stand for one character each, so that copied text would be damaged
_SHAPED = re.compile("[\u0300-\u036f\u0590-\u1fff\ufb1d-\ufdff\ufe70-\ufeff]")

_ACCESSIBLE = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
"""


class PressError(RuntimeError):
    """The press cannot run here, or was asked for something that it does not load."""


@dataclass(frozen=True)
class Enclosure:
    """A file inside the document, which its page was made from; `day` is the date that it bears."""

    name: str
    text: str
    day: date
    description: str


class Press:
    """Fonts and parsed style, kept for the life of the process: making them costs more than a page."""

    def __init__(self, style: str):
        weasyprint = _weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        self._html = weasyprint.HTML
        self._sheet = _sheet_of_xml()
        self._fetcher = _closed_fetcher()
        self._fonts = FontConfiguration()
        self._style = weasyprint.CSS(
            string=fonts.stylesheet(ADDRESS) + style, font_config=self._fonts, url_fetcher=self._fetcher
        )

    def one_page(
        self,
        html: str,
        drawing: bytes = b"",
        pictures: Mapping[str, bytes] | None = None,
        enclosure: Enclosure | None = None,
    ) -> bytes | None:
        """The PDF with a compressed drawing under its text, or None when the content runs over one page.

        The page is HTML written as XML; what is in its <main> is spread over it. `pictures` are PNG files by the name
        that follows ADDRESS there; nothing else is loaded.
        """
        with _one_at_a_time, _readable_text():
            document = self._set(self._sheet(html, self._fetcher), pictures)
            if len(document.pages) != 1:
                return None
            _spread(document)
            return document.write_pdf(
                pdf_variant=VARIANT, finisher=partial(_finish, drawing), attachments=_attached(enclosure)
            )

    def pages(self, html: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
        """The PDF, as many pages as it takes; `pictures` as above."""
        with _one_at_a_time, _readable_text():
            document = self._set(self._html(string=html, url_fetcher=self._fetcher), pictures)
            return document.write_pdf(pdf_variant=VARIANT, finisher=partial(_finish, b""))

    def _set(self, page: Any, pictures: Mapping[str, bytes] | None = None) -> Any:
        from weasyprint.urls import FatalURLFetchingError

        try:
            loaded = loaded_pictures({ADDRESS + name: png for name, png in (pictures or {}).items()})
            return page.render(font_config=self._fonts, stylesheets=[self._style], pdf_variant=VARIANT, cache=loaded)
        except (FatalURLFetchingError, PictureError) as refused:
            raise PressError(str(refused)) from None


def _weasyprint() -> Any:
    try:
        import weasyprint  # a second to import, and a system library to miss: only when something is printed
    except OSError as missing:
        raise PressError(f"Printed documents need Pango. Type: apt-get install {LIBRARIES}") from missing
    return weasyprint


def _sheet_of_xml() -> type:
    import weasyprint
    from cssselect2 import ElementWrapper

    class Sheet(weasyprint.HTML):
        """Read as XML in a tenth of the time; and what is not well formed stops here, instead of being repaired."""

        def __init__(self, text, fetcher):
            try:
                root = ElementTree.fromstring(text)
            except ElementTree.ParseError as error:
                raise PressError(f"The page is not well formed: {error}") from None
            self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
            self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    return Sheet


def _closed_fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    paths = {ADDRESS + file: path for file, path in fonts.paths().items()}

    class ClosedFetcher(URLFetcher):
        def fetch(self, url, headers=None):
            if url not in paths:
                raise ValueError("not one of our own fonts")
            return URLFetcherResponse(url, paths[url].read_bytes())

    return ClosedFetcher(fail_on_errors=True)


def _attached(enclosure: Enclosure | None) -> list[Any]:
    from weasyprint import Attachment

    if enclosure is None:
        return []
    at = datetime.combine(enclosure.day, time())
    return [
        Attachment(
            string=enclosure.text,
            name=enclosure.name,
            description=enclosure.description,
            created=at,
            modified=at,
            relationship="Source",
        )
    ]


def _spread(document: Any) -> None:
    """Even air between the parts of <main> and around them, as a grid gives, which lays out all six times for it."""
    page = document.pages[0]._page_box
    main = next((box for box in page.descendants() if box.element_tag == "main"), None)
    if main is None or not main.children:
        return
    last = main.children[-1]
    air = page.content_box_y() + page.height - (last.position_y + last.margin_height())
    for number, part in enumerate(main.children, start=1):
        part.translate(dy=max(air, 0) * number / (len(main.children) + 1))


@contextmanager
def _readable_text() -> Iterator[None]:
    """While it lasts, text that copies out damaged carries its characters beside its glyphs (/ActualText).

    WeasyPrint has no door for this, so its method is replaced; test_document reads names back to guard it.
    """
    from weasyprint.pdf.stream import Stream

    original = Stream.marked
    Stream.marked = _marked
    try:
        yield
    finally:
        Stream.marked = original


@contextmanager
def _marked(stream: Any, box: Any, tag: str) -> Iterator[None]:
    import pydyf

    if stream._tags is None:
        yield
        return
    number = len(stream._tags)
    stream._tags[box] = {"tag": tag, "mcid": number}
    properties = pydyf.Dictionary({"MCID": number})
    if _loses_characters(box):
        properties["ActualText"] = pydyf.String(box.text)
        properties["Lang"] = pydyf.String(box.style["lang"] or "")
    pydyf.Stream.begin_marked_content(stream, tag, properties)
    try:
        yield
    finally:
        pydyf.Stream.end_marked_content(stream)


def _loses_characters(box: Any) -> bool:
    """Whether glyphs alone would give the box's text back wrongly: shaped scripts, and letters set apart."""
    text = getattr(box, "text", None)
    if text is None:
        return False
    return bool(_SHAPED.search(text)) or box.style["letter_spacing"] not in (0, "normal")


def _finish(drawing: bytes, document: Any, pdf: Any) -> None:
    _claim_accessibility(pdf)
    _name_files_once(pdf)
    if drawing:
        _lay_under(pdf, drawing)


def _claim_accessibility(pdf: Any) -> None:
    """Claim PDF/UA-1 beside PDF/A-3a: WeasyPrint writes one claim, and the file keeps both."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream = [part.replace(b"</rdf:RDF>", _ACCESSIBLE + b"</rdf:RDF>") for part in metadata.stream]


def _name_files_once(pdf: Any) -> None:
    """WeasyPrint lists each enclosed file twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _lay_under(pdf: Any, drawing: bytes) -> None:
    """Put a compressed drawing under everything on the page, marked as decoration."""
    import pydyf

    page = next(thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Type") == "/Page")
    form = pydyf.Stream(
        [drawing],
        {"Type": "/XObject", "Subtype": "/Form", "BBox": page["MediaBox"], "Filter": "/FlateDecode"},
    )
    pdf.add_object(form)
    _object(pdf, page["Resources"])["XObject"]["Plate"] = form.reference
    _object(pdf, page["Contents"]).stream.insert(0, b"/Artifact BMC q /Plate Do Q EMC")


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
