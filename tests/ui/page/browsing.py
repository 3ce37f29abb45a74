"""What a person does in the page."""

from playwright.sync_api import Page

CHART = ".js-plotly-plot .scatterlayer .point"


def say(page: Page, text: str) -> None:
    """Type a message and send it, once the page lets one."""
    page.locator("#chat-input").click()
    page.keyboard.type(text)
    page.locator("#chat-submit:not([disabled])").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def read(page: Page, text: str) -> str:
    """Wait for a message with a text in it, and return the whole message."""
    found = page.locator(".message-content", has_text=text).last
    found.wait_for()
    return found.inner_text()
