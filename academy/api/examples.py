"""What somebody types to try the API, as the page shows it. The suite types it, too."""

from academy import addresses
from academy.api.resources import Resource

TOKEN = "export TOKEN=acad_…"
CURL = 'curl --fail --silent --show-error --header "Authorization: Bearer $TOKEN"'
FILTERS = {
    "people": {"service": "PAS", "limit": "2"},
    "completions": {"status": "completed", "since": "2026-01-01", "limit": "2"},
    "results": {"updated_since": "2026-01-01T00:00:00Z", "limit": "2"},
    "certificates": {"until": "2030-12-31", "limit": "2"},
}
WHOLE = """\
next='{address}?limit=1000'
while [ -n "$next" ]; do
  {curl} \\
    --dump-header headers.txt "$next" >> {name}.jsonl
  echo >> {name}.jsonl
  next=$(sed -n 's/^[Ll]ink: <\\(.*\\)>; rel="next".*/\\1/p' headers.txt)
done"""


def first(resource: Resource) -> str:
    """A page of a list."""
    asked = "&".join(f"{name}={value}" for name, value in FILTERS[resource.name].items())
    return f"{CURL} \\\n  '{_address(resource)}?{asked}'"


def whole(resource: Resource) -> str:
    """All pages of a list into a file, one after the other."""
    return WHOLE.format(address=_address(resource), curl=CURL, name=resource.name)


def again(resource: Resource) -> str:
    """A page, and then the same page only if it has changed."""
    address = _address(resource)
    return (
        f"{CURL} \\\n  --etag-save etag.txt --output {resource.name}.json '{address}'\n"
        f"{CURL} \\\n  --etag-compare etag.txt --output {resource.name}.json '{address}'"
    )


def _address(resource: Resource) -> str:
    return addresses.to(f"records_api.{resource.name}")
