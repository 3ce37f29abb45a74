"""A conversation is taken up again: after a restart, in a reloaded tab, from another one."""

import pytest
from browsing import CHART, open_thread, press, read, say, say_when_asked
from talking import NEED

pytestmark = [pytest.mark.browser, pytest.mark.network]


def test_an_open_question_has_its_buttons_again_after_a_restart_and_other_chats_use_what_is_stored(
    home, serve, visit, opinions
):
    server = serve(home)
    page = visit(server.address)
    say(page, NEED)
    page.get_by_role("button", name="the built-in tweets").wait_for()
    say(page, str(opinions))
    page.get_by_role("button", name="go ahead").wait_for()
    thread = page.url
    server.end()
    server.start()
    again = visit(server.address)
    open_thread(again, thread)
    press(again, "go ahead")
    read(again, "I recommend")

    other = visit(server.address)
    say(other, NEED)
    say_when_asked(other, opinions)
    said = read(other, "I recommend")
    assert "Stored results are used again: " in said
    assert "Nothing was measured: this rests on" in said


def test_a_reloaded_page_follows_the_search_and_gets_its_answer(home, serve, visit, opinions):
    server = serve(home)
    page = visit(server.address)
    say(page, NEED)
    say_when_asked(page, opinions)
    press(page, "go ahead")
    page.get_by_text("getting ready").or_(page.get_by_text(" of the last batch, ")).first.wait_for()
    page.reload(wait_until="commit")
    page.locator("#stop-button").wait_for()
    page.get_by_text(" of the last batch, ").first.wait_for()
    read(page, "I recommend")
    page.locator(CHART).first.wait_for()
    assert page.locator("#stop-button").count() == 0
