"""Keys and claims of an academy that does not exist."""

from datetime import UTC, date, datetime

import pytest

from academy.proof import keys
from academy.proof.claims import Claims

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DID = "did:web:academy.example"
BASE_URL = "https://academy.example"


@pytest.fixture(scope="session")
def key():
    return keys.generate("Example Civil Service Academy", DID, AT)


@pytest.fixture(scope="session")
def stranger():
    """A key that calls itself the academy's, and is not."""
    return keys.generate("Example Civil Service Academy", DID, AT)


@pytest.fixture(scope="session")
def claims():
    return Claims(
        serial="7K3M-Q0TX-9WBE-5",
        status_index=4217,
        name="Ayesha Rahman",
        second_name="عائشہ رحمان",
        second_language="ur",
        course_title="Answering the public on official pages",
        course_code="SM-101",
        hours=24,
        completed_on=date(2026, 11, 14),
        issued_on=date(2026, 11, 22),
        issuer="Example Civil Service Academy",
    )
