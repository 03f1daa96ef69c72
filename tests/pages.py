"""Reading a page as a visitor's browser would: its words, its forms, and whether everybody can use it."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

NAMELESS = ("hidden", "submit", "button")
VOID = {"input", "meta", "link", "br", "hr", "img"}


@dataclass
class Form:
    """`fields` is what a browser would send if nothing were touched."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, **values) -> dict:
        """What is sent when these fields are filled in."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        return sent | values


class Page(HTMLParser):
    """The elements of a page as (tag, attributes), its text and its forms."""

    def __init__(self, html: str):
        super().__init__()
        self.html, self.elements, self.text, self.title, self.forms = html, [], "", "", []
        self._within, self._area, self._chosen, self._select = [], None, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        self.elements.append((tag, has))
        if tag not in VOID:
            self._within.append(tag)
        if tag == "form":
            self.forms.append(Form(has.get("action", ""), has.get("method", "get")))
        elif tag == "input" and has.get("name") and has.get("type") not in ("submit", "button"):
            if has.get("type") not in ("checkbox", "radio") or "checked" in has:
                self.forms[-1].fields.append((has["name"], has.get("value", "")))
        elif tag == "textarea" and has.get("name"):
            self._area = [has["name"], ""]
        elif tag == "select":
            self._select, self._chosen = has["name"], None
        elif tag == "option" and (self._chosen is None or "selected" in has):
            self._chosen = has.get("value", "")

    def handle_endtag(self, tag):
        if tag in self._within:
            while self._within.pop() != tag:
                pass
        if tag == "textarea" and self._area:
            # the first line break of a textarea is not part of what it holds
            self.forms[-1].fields.append((self._area[0], self._area[1].removeprefix("\r").removeprefix("\n")))
            self._area = None
        if tag == "select":
            self.forms[-1].fields.append((self._select, self._chosen or ""))

    def handle_data(self, data):
        if self._area:
            self._area[1] += data
        if "title" in self._within and "svg" not in self._within:
            self.title += data
        elif not {"script", "style"} & set(self._within):
            self.text += data

    def all(self, tag=None, **wanted) -> list[dict]:
        return [has for name, has in self.elements if tag in (None, name) and wanted.items() <= has.items()]

    def form(self, action: str) -> Form:
        return next(form for form in self.forms if form.action == action)

    @property
    def words(self) -> str:
        """The text with every run of white space as one space."""
        return " ".join(self.text.split())

    @property
    def links(self) -> list[str]:
        return [has["href"] for has in self.all("a") if "href" in has]

    @property
    def faults(self) -> list[str]:
        """What would keep somebody from using this page."""
        ids = Counter(has["id"] for _, has in self.elements if "id" in has)
        labelled = {has.get("for") for has in self.all("label")}
        controls = [
            has
            for tag in ("input", "select", "textarea")
            for has in self.all(tag)
            if has.get("type") not in NAMELESS and has.get("id") not in labelled
        ]
        unnamed = [has for has in controls if not {"aria-label", "aria-labelledby"} & set(has)]
        bare = [form for form in self.forms if form.method == "post" and "csrf_token" not in dict(form.fields)]
        return [
            *[f"{len(self.all('h1'))} headings of the first level" for _ in [0] if len(self.all("h1")) != 1],
            *["no title" for _ in [0] if not self.title.strip(" –")],
            *[f"the id {name} stands {count} times" for name, count in ids.items() if count > 1],
            *[f"no label for {has}" for has in unnamed],
            *[f"no token in the form to {form.action}" for form in bare],
            *[f"a link to no element: {link}" for link in self.links if link.startswith("#") and link[1:] not in ids],
        ]


def opened(client, address: str, status: int = 200) -> Page:
    """The page at an address, which has to be one that everybody can use."""
    answer = client.get(address)
    assert answer.status_code == status, f"{address} answers {answer.status_code}"
    return read(answer)


def read(answer) -> Page:
    """The page of an answer, checked the same way."""
    page = Page(answer.text)
    assert page.faults == []
    return page
