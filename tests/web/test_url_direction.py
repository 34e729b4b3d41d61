"""No view or template names a URL of an app above its own: what stands below asks for a page (web/pages.py)."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

pytestmark = pytest.mark.either_stack

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(
    r"""\b(?:reverse|reverse_lazy|redirect|address|resolve_url|Page)\(\s*f?["']([a-z_]+):"""
    r"""|\{%-?\s*url\s+["']([a-z_]+):|\binclude\b[^%]*with [^%]*=["']([a-z_]+):"""
)
PAGE = re.compile(r"""(?:page_url\(|page_address\(|\bPage\(name=)\s*["'](\w+)["']|\{%\s*page\s+["'](\w+)["']""")
# Templates that allauth's pages take by their own names are of the accounts.
FOLDERS = {"account": "accounts", "mfa": "accounts", "usersessions": "accounts", "allauth": "accounts"}
SITE = {"layouts", "components", "django"}  # the frame of every page is the site's own


def heights() -> dict[str, int]:
    """How high each app stands, from the import contract: 0 is the lowest."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    layers = reversed(contract["layers"])
    return {app.strip(): height for height, layer in enumerate(layers) for app in layer.split("|")}


def files() -> Iterator[tuple[str, Path]]:
    """(app, file) for all code and templates of the apps."""
    for app in heights():
        yield from ((app, path) for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    for path in (ROOT / "templates").rglob("*.*"):
        folder = path.relative_to(ROOT / "templates").parts[0]
        if path.suffix in {".html", ".txt"} and folder not in SITE and (ROOT / "templates" / folder).is_dir():
            yield FOLDERS.get(folder, folder), path


def test_no_url_of_an_app_above_is_named():
    height, upward = heights(), []
    for app, path in files():
        for match in NAMED.finditer(path.read_text()):
            named = next(filter(None, match.groups()))
            if named in height and named != app and height[named] >= height[app]:
                upward.append(f"{path.relative_to(ROOT)}: {match.group()}")
    assert not upward, "Name the page in config/pages.py instead:\n" + "\n".join(upward)


def test_pages_are_those_that_are_led_to():
    led_to = {next(filter(None, match.groups())) for app, path in files() for match in PAGE.finditer(path.read_text())}
    assert led_to <= set(settings.PAGES)


@pytest.mark.parametrize("page", settings.PAGES)
def test_each_page_is_a_route(page):
    namespace, _, name = settings.PAGES[page].rpartition(":")
    resolver = get_resolver().namespace_dict[namespace][1] if namespace else get_resolver()
    assert name in resolver.reverse_dict
