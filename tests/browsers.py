"""The browser that the journeys drive: a Chromium of this machine, kept from talking to anybody but the test server."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def browser_path() -> str | None:
    """Where this machine's Chromium is; None lets Playwright take the one it downloaded."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch_options() -> dict:
    """What `playwright.chromium.launch(**launch_options())` needs here. Chromium's sandbox refuses root."""
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return {"executable_path": browser_path(), "args": [*QUIET, *sandbox]}
