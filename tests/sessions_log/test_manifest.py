"""What a phone reads to install Carelane: icons that are what they say, addresses that open, links on every page."""

import struct

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client as Browser
from django.urls import resolve, reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def content() -> dict:
    answer = Browser().get(reverse("sessions_log:manifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    return answer.json()


def size_of(path: str) -> tuple[int, int]:
    """Width and height, from a PNG's own header."""
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", head[16:24])


def test_each_icon_is_there_in_its_size(content):
    shown = {(icon["sizes"], icon["purpose"]) for icon in content["icons"]}
    assert shown == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for icon in content["icons"]:
        path = finders.find(icon["src"].removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))
        assert "{}x{}".format(*size_of(path)) == icon["sizes"]
    assert size_of(finders.find("app/touch-180.png")) == (180, 180)


def test_its_addresses_are_pages_of_a_trainer(content, trainer_browser):
    [shortcut] = content["shortcuts"]
    assert shortcut["name"] == "Start session"
    assert resolve(shortcut["url"].partition("?")[0]).view_name == "sessions_log:calendar"
    for address in (content["start_url"], shortcut["url"]):
        assert trainer_browser.get(address).status_code == 200


def test_it_names_the_language_that_its_words_are_in(content):
    french = Browser().get(reverse("sessions_log:manifest"), headers={"Accept-Language": "fr-CA"}).json()
    assert (content["lang"], french["lang"]) == ("en", "fr")
    assert french["description"] != content["description"]


def test_a_trainers_pages_and_the_phones_shell_name_it_and_nobody_elses(trainer_browser):
    link = '<link rel="manifest" href="/app.webmanifest">'
    assert link in trainer_browser.get("/").content.decode()
    assert link in Browser().get(reverse("sessions_log:phone")).content.decode()
    assert link not in Browser().get(reverse("account_login")).content.decode()
    assert 'rel="apple-touch-icon"' in Browser().get(reverse("account_login")).content.decode()
