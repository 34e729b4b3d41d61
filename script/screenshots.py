"""Each page of the demo at 390 and 1280 px, light and dark, into var/screenshots/.

Usage: script/screenshots [PAGE …]   (without a name: all of them)
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = tempfile.mkdtemp(prefix="carelane-screenshots-")
os.environ |= {"CARELANE_VAR": VAR, "CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.core.management import call_command
from playwright.sync_api import Browser, sync_playwright

from script.demo_browsers import DemoPage, cookies
from script.demo_pages import demo_pages, mail_pages, phone_pages
from script.demo_troubles import trouble_pages

WIDTHS = {390: 844, 1280: 900}
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo_site() -> Iterator[str]:
    """The demo practice, served; gives its address."""
    for command in (["migrate"], ["load_reference"], ["collectstatic", "--noinput"], ["demo"]):
        call_command(*command, verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The demo site did not start.")


def shoot(browser: Browser, site: str, pages: list[DemoPage], jars: dict[str, dict[str, str]], folder: Path) -> None:
    for width, height in WIDTHS.items():
        for scheme in ("light", "dark"):
            for who, jar in jars.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, base_url=site
                )
                context.add_cookies([{"name": name, "value": value, "url": site} for name, value in jar.items()])
                tab = context.new_page()
                if who == "trainer":
                    tab.goto("/", wait_until="networkidle")  # the phone fetches its day
                for page in pages:
                    if page.who != who:
                        continue
                    tab.goto(page.path)
                    tab.locator("#opening").wait_for(state="detached")
                    tab.screenshot(path=folder / f"{page.name}-{width}-{scheme}.png", full_page=True)
                context.close()


def main(wanted: list[str]) -> None:
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    with demo_site() as site:
        for make_pages in (
            lambda: [*demo_pages(), *mail_pages(), *phone_pages()],
            trouble_pages,
        ):  # the second changes the demo
            pages = [page for page in make_pages() if not wanted or page.name in wanted]
            jars = {who: cookies(who) for who in {page.who for page in pages}}
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
                )
                shoot(browser, site, pages, jars, folder)
                browser.close()
            number += len(pages)
    print(f"{number} pages, {4 * number} pictures in {folder.relative_to(ROOT)}/")


if __name__ == "__main__":
    main(sys.argv[1:])
