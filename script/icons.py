"""The icons of the installed app, from static/favicon.svg into static/app/: python -m script.icons

They are checked in: run it again after a change of the logo.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "static"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
TEAL = "#0e5a56"
# Name, pixels, and how much of them the logo takes: systems cut a maskable icon to a shape of their own, and iOS its.
ICONS = [("icon-192", 192, 1.0), ("icon-512", 512, 1.0), ("maskable-512", 512, 0.7), ("touch-180", 180, 0.8)]


def page_of(logo: str, size: int, part: float) -> str:
    ground = "transparent" if part == 1 else TEAL
    return f"""<!doctype html><style>
      html, body {{ margin: 0; background: {ground} }}
      body {{ display: grid; place-items: center; height: {size}px }}
      svg {{ display: block; width: {size * part}px; height: {size * part}px }}
    </style>{logo}"""


def main() -> int:
    logo = (STATIC / "favicon.svg").read_text("utf-8")
    (STATIC / "app").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for name, size, part in ICONS:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(page_of(logo, size, part))
            page.screenshot(path=STATIC / "app" / f"{name}.png", omit_background=part == 1)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
