"""Who sits before the browser."""

import pytest
from flask import Flask

from tests.builders import Town
from tests.web.colleague import Colleague, signed_in


@pytest.fixture
def mette(app: Flask, town: Town) -> Colleague:
    """The town's caseworker, signed in."""
    return signed_in(app, town.caseworker)
