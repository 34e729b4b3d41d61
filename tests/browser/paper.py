"""Lays a page out in Chromium, in a process of its own: `python -m tests.browser.paper PAGE.html FOLDER`.

Playwright keeps an event loop running in its thread, and a test that uses the database can't live with one.
Writes FOLDER/Letter.pdf and FOLDER/A4.pdf, and says what a phone of 390 × 844 shows, as JSON.
"""

import json
import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PHONE = {"width": 390, "height": 844}
TOPS = """[...document.querySelectorAll('.progress-summary, .charts .chart figcaption')]
    .map(e => e.getBoundingClientRect().top)"""


def lay_out(page_file: Path, folder: Path) -> dict[str, object]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport=PHONE)
        page.set_content(page_file.read_text())
        for paper in ("Letter", "A4"):
            page.pdf(path=folder / f"{paper}.pdf", format=paper)
        return {
            "tops": page.evaluate(TOPS),
            "text": page.locator("main").inner_text(),
            "cells": page.locator("td").all_inner_texts(),
            "details": page.locator("main details:not(.act)").count(),  # to act may take a press; to read may not,
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(lay_out(Path(sys.argv[1]), Path(sys.argv[2]))))
