"""What a phone loads for the log of a session when it has nothing of Carelane yet."""

import gzip
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Response

from tests.browser.people import PHONE, person

pytestmark = pytest.mark.either_stack

MOST_BYTES = 60_000


def test_the_log_is_light(chromium, stack):
    trainer = person(chromium, stack, **PHONE)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/clients/?q=lucy")
    trainer.clicks("link", "Lucy MacLeod")
    goes_on = trainer.page.get_by_role("link", name="Continue the session")
    goes_on.or_(trainer.page.get_by_role("button", name="Start session")).first.click()
    trainer.reads("exercises done")
    address, state = trainer.page.url, trainer.page.context.storage_state()

    fresh = person(chromium, stack, **PHONE, storage_state=state)  # with an empty cache
    network = fresh.page.context.new_cdp_session(fresh.page)
    network.send("Network.enable")
    addresses: dict[str, str] = {}
    loaded: dict[str, int] = {}
    answers: dict[str, Response] = {}
    network.on("Network.requestWillBeSent", lambda one: addresses.update({one["requestId"]: one["request"]["url"]}))
    network.on(
        "Network.loadingFinished",
        lambda one: loaded.update({addresses[one["requestId"]]: round(one["encodedDataLength"])}),
    )
    fresh.page.on("response", lambda one: answers.update({one.url: one}))
    fresh.page.goto(address, wait_until="networkidle")
    fresh.reads("exercises done")
    for url, answer in answers.items():
        if "/static/" not in url:
            loaded[url] = len(gzip.compress(answer.body()))  # as the proxy in front of it sends it
    parts = sorted(loaded.items(), key=lambda one: -one[1])
    told = [f"{number:>7,}  {url.removeprefix(stack.address)}" for url, number in parts]
    whole = sum(loaded.values())
    sys.stdout.write("\n".join([*told, f"{whole:>7,}  bytes in all\n"]))
    assert {".css", ".js"} <= {Path(url).suffix for url in loaded}
    assert whole <= MOST_BYTES
