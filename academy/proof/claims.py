"""What a certificate says that is proved: the same in its seal, its credential and its document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Claims:
    """`hours` are learning hours; `status_index` is the certificate's place in the status lists; `valid_until` is the
    last day on which it is valid."""

    serial: str
    status_index: int
    name: str
    course_title: str
    hours: float
    completed_on: date
    issued_on: date
    issuer: str
    course_code: str = ""
    second_name: str = ""
    second_language: str = ""
    valid_until: date | None = None

    @classmethod
    def of(cls, fields: Mapping[str, Any], status_index: int) -> "Claims":
        """From what is printed, as JSON keeps it."""
        return cls(
            serial=fields["serial"],
            status_index=status_index,
            name=fields["name"],
            course_title=fields["course_title"],
            hours=fields["hours"],
            completed_on=date.fromisoformat(fields["completed_on"]),
            issued_on=date.fromisoformat(fields["issued_on"]),
            issuer=fields["issuer"],
            course_code=fields.get("course_code", ""),
            second_name=fields.get("second_name", ""),
            second_language=fields.get("second_language", ""),
            valid_until=date.fromisoformat(fields["valid_until"]) if fields.get("valid_until") else None,
        )
