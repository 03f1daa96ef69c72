"""What one certificate says, as printed."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import Any

_DAYS = ("completed_on", "issued_on", "valid_until")


@dataclass(frozen=True, kw_only=True)
class Fields:
    """Kept with the certificate for ever. `signatories` are pairs of name and office, `key_id` names the key that will
    sign; on `valid_until` the certificate is still valid."""

    name: str
    course_title: str
    hours: float
    completed_on: date
    issued_on: date
    serial: str
    verify_url: str
    issuer: str
    signatories: tuple[tuple[str, str], ...]
    programme: str = ""
    course_code: str = ""
    second_name: str = ""
    second_language: str = ""
    competencies: tuple[str, ...] = ()
    score: float | None = None
    service_group: str = ""
    personal_number: str = ""
    valid_until: date | None = None
    key_id: str = ""
    language: str = "en"

    def to_json(self) -> dict[str, Any]:
        """As JSON can keep it."""
        values = asdict(self)
        days = {name: values[name] and values[name].isoformat() for name in _DAYS}
        lists = {"competencies": list(self.competencies), "signatories": [list(who) for who in self.signatories]}
        return values | days | lists

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Fields":
        """Also as it was kept when there was one signatory, in two texts."""
        values = dict(values)
        if "signatories" not in values:
            values["signatories"] = [(values.pop("signatory_name"), values.pop("signatory_office"))]
        days = {name: date.fromisoformat(values[name]) for name in _DAYS if values.get(name)}
        signatories = tuple((name, office) for name, office in values["signatories"])
        return cls(**values | days | {"competencies": tuple(values["competencies"]), "signatories": signatories})

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each text with the name of its field."""
        for field in dataclass_fields(self):
            value = getattr(self, field.name)
            if field.name == "signatories":
                for name, office in value:
                    yield from (("signatory_name", name), ("signatory_office", office))
            elif isinstance(value, tuple):
                yield from ((field.name, text) for text in value)
            elif isinstance(value, str):
                yield field.name, value
