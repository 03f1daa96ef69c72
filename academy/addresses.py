"""Addresses of pages as people outside type them: for mail, certificates and links that are passed on."""

from flask import current_app


def to(endpoint: str, anchor: str = "", **values) -> str:
    """Under the base address, which is ours, where the Host header is anybody's word. Jobs and commands write mail and
    issue certificates, too, so this asks for no request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return current_app.config["BASE_URL"].rstrip("/") + path + (f"#{anchor}" if anchor else "")
