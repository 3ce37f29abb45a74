"""What a person does in the page."""

from pathlib import Path

from playwright.sync_api import Error, Page

CHART = ".js-plotly-plot .scatterlayer .point"
# What Chromium says where a page was moved elsewhere meanwhile.
_MOVED = ("interrupted by another navigation", "net::ERR_ABORTED")


def say(page: Page, text: str) -> None:
    """Type a message and send it, once the page lets one."""
    page.locator("#chat-input").click()
    page.keyboard.type(text)
    page.locator("#chat-submit:not([disabled])").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def read(page: Page, text: str) -> str:
    """Wait for a message with a text in it, and return the whole message."""
    messages = page.locator(".message-content")
    found = messages.filter(has_text=text).last
    try:
        found.wait_for()
    except Error as error:
        shown = [*messages.all_inner_texts(), *page.get_by_role("button").all_inner_texts()]
        raise AssertionError("\n".join(shown)) from error
    return found.inner_text()


def say_when_asked(page: Page, opinions: Path) -> None:
    """Name a file when asked for examples."""
    page.get_by_role("button", name="the built-in tweets").wait_for()
    say(page, str(opinions))


def open_thread(page: Page, thread: str) -> None:
    """Go to a conversation, again where the page before it still moves by itself."""
    for attempt in range(3):
        page.wait_for_load_state("load")
        try:
            page.goto(thread, wait_until="commit")
            page.locator("#chat-input").wait_for()
            if page.url == thread:
                return
        except Error as error:
            if attempt == 2 or not any(sign in str(error) for sign in _MOVED):
                raise
