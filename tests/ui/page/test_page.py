"""The chat page in a real browser: from a need in words to a recommendation, and back to it."""

import psutil
import pytest
from browsing import CHART, open_thread, press, read, say, say_when_asked
from stranger import batches, wait_until_gone

pytestmark = [pytest.mark.browser, pytest.mark.network]

MAIN_JOB = (
    "I need to tell positive tweets from negative ones on this CPU, under 20 ms each, at least "
    "75 % right. Energy matters most. You have three minutes. Try at most three models."
)


def worker_processes(server):
    """Return the server's workers: those forked from a template have its command line."""
    found = psutil.Process(server.pid).children(recursive=True)
    templates = {one.pid for one in found if "tools.bench.template" in one.cmdline()}
    return [
        one for one in found if "tools.bench.worker" in one.cmdline() or one.ppid() in templates
    ]


def test_a_need_is_planned_measured_recommended_asked_about_and_found_again_after_a_restart(
    home, serve, visit, shots
):
    server = serve(home)
    page = visit(server.address)
    page.get_by_role("button", name="Handwritten digits").wait_for()
    page.screenshot(path=shots / "start.png")
    say(page, MAIN_JOB)
    planned = read(page, "Finding out takes about")
    assert "Understood: text classification; on the built-in tweets; on cpu" in planned
    press(page, "go ahead")
    page.get_by_text(" of the last batch, ").first.wait_for()
    page.screenshot(path=shots / "running.png")
    found = read(page, "I recommend")
    page.locator(CHART).first.wait_for()
    assert page.locator("table tbody tr").count() == 3
    assert "The chart: accuracy against energy per 1,000 requests." in found
    page.set_viewport_size({"width": 1280, "height": 1700})
    page.wait_for_timeout(500)
    page.screenshot(path=shots / "recommendation.png")
    page.set_viewport_size({"width": 1280, "height": 860})
    say(page, "what if latency matters more?")
    assert "Nothing was measured." in read(page, "matters more. Points of quality")

    server.end()
    server.start()
    is_found_again(visit(server.address), page.url)
    fits_on_a_phone(visit(server.address, width=390, height=844), page.url, shots)


def is_found_again(page, thread):
    page.get_by_text("I need to tell positive").first.click()
    assert page.url == thread
    page.locator(CHART).first.wait_for()
    read(page, "matters more. Points of quality")
    say(page, "what does it cost per million?")
    assert "1,000,000 requests take" in read(page, "1,000,000 requests")


def fits_on_a_phone(page, thread, shots):
    open_thread(page, thread)
    page.locator(CHART).first.wait_for()
    page.locator("table").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.screenshot(path=shots / "phone.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_stop_button_ends_the_workers_and_keeps_what_was_measured(home, serve, visit, opinions):
    server = serve(home)
    page = visit(server.address)
    say(page, "tell positive texts from negative ones, at most 1 MB of downloads")
    say_when_asked(page, opinions)
    press(page, "go ahead")
    page.get_by_text(" of the last batch, ").first.wait_for()
    workers = worker_processes(server)
    page.locator("#stop-button").click()
    read(page, "Stopped. What was measured is kept")
    assert workers
    running = [one for one in workers if one.is_running()]
    say(page, "go on for two more minutes")
    read(page, "64 stored answers used again")
    server.end()
    assert wait_until_gone(running) == []
    stored = batches(server.home)
    assert len({(candidate, start) for candidate, start, *_ in stored}) == len(stored) >= 3
