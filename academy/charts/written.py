"""Figures in the words of the reader's language; a dash where there is none."""

from flask_babel import format_decimal, format_percent


def percent(value: float | None) -> str:
    return "–" if value is None else format_percent(value, "0%")


def decimal(value: float | None, form: str = "0.0") -> str:
    return "–" if value is None else format_decimal(value, form)


def signed(value: float | None) -> str:
    return decimal(value, "+0.00;-0.00")


def whole(value: float | None) -> str:
    return decimal(value, "0")
