"""Sending the form of a page with its own hidden fields, as a browser does."""

import re

from werkzeug.test import TestResponse

from tests.web.rooms import Browser


def fill(browser: Browser, address: str, action: str = "", /, **fields: str) -> TestResponse:
    """Open a page and send its form with its own hidden fields."""
    page = browser.get(address)
    assert page.status_code == 200, page.text
    return resend(browser, page, action or address, **fields)


def resend(browser: Browser, page: TestResponse, action: str, /, **fields: str) -> TestResponse:
    main = page.text.partition("<main")[2]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', main))
    return browser.post(action, data={**hidden, **fields})
