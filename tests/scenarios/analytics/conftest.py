"""Learners to look at."""

import pytest

from tests.scenarios.analytics import crowd


@pytest.fixture
def played(session):
    """Have learners play: `played(40)`; see `crowd.make`."""
    return crowd.make
