"""Double marks to look at."""

import pytest

from tests.scenarios.agreement import marks


@pytest.fixture
def marked(session):
    """Make double marks: `marked(300, drift=0.4, bias=0.6)`; see `marks.make`."""
    return marks.make
