"""A report as a PDF: tagged (PDF/UA-1), made from the same fragment as the page on the screen.

One page, and where what was trained in each session is shared a second one for that.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import pydyf
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.progress import Progress
from web.practice import LOGO, practice

SIZES = (8.5, 7.9, 7.3)  # pt; below that nobody reads it, and another page is better
OPTIONS: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}
Content = Progress | dict[str, Any]  # as it is made, or as it is stored of a sent report
BASE = "carelane:/"  # what addresses in a report are relative to: nowhere
FONTS = Path(__file__).parent / "fonts"
# In the order in which static/css/document.css names the families; of those with one weight bold is made from it.
FAMILIES = {
    "Report Sans": ("NotoSans-Regular", "NotoSans-Bold"),
    "Report Arabic": ("NotoSansArabic-Regular", "NotoSansArabic-Bold"),
    "Report Hebrew": ("NotoSansHebrew-Regular", "NotoSansHebrew-Bold"),
    "Report Thai": ("NotoSansThai-Regular", "NotoSansThai-Bold"),
    "Report Han": ("NotoSansSC-Regular",),
    "Report Hangul": ("NotoSansKR-Regular",),
    "Report Symbols": ("NotoSansSymbols2-Regular",),
    "Report Emoji": ("NotoEmoji-Regular",),
}
_one_at_a_time = Lock()  # the fonts are loaded once, and no two threads may lay out with them


class OwnFilesOnly(URLFetcher):
    """Gives our own static files and fonts and the practice's logo: a report fetches nothing else, from nowhere."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url == LOGO and (logo := _logo()):
            return URLFetcherResponse(url, logo)
        file = _own_file(url)
        if not file:
            raise ValueError("A report may only use Carelane's own static files.")
        return super().fetch(Path(str(file)).as_uri(), headers)


def _logo() -> bytes:
    name = practice().logo
    if not name or not default_storage.exists(name):
        return b""
    with default_storage.open(name) as file:
        return bytes(file.read())


def _own_file(url: str) -> str | Path | None:
    font = FONTS / url.rpartition("/")[2]
    if url == f"{BASE}fonts/{font.name}" and font.suffix == ".ttf" and font.is_file():
        return font
    return finders.find(url.rpartition("/static/")[2]) if "/static/" in url else None


@cache
def fonts() -> tuple[FontConfiguration, CSS]:
    """The fonts that come with the project, loaded once a process."""
    faces = [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{BASE}fonts/{file}.ttf") }}'
        for family, files in FAMILIES.items()
        for weight, file in zip((400, 700), files, strict=False)
    ]
    configuration = FontConfiguration()
    return configuration, CSS(
        string="\n".join(faces), base_url=BASE, url_fetcher=OwnFilesOnly(), font_config=configuration
    )


def document_html(content: Content, *, is_long: bool = False) -> str:
    """The report's content (reports/content.py) as the HTML that the PDF is made from; `is_long` says why it is long."""
    return render_to_string("reports/progress_document.html", {"progress": content, "is_long": is_long})


def render_pdf(content: Content) -> bytes:
    """The report's content as a PDF file; where it is more than its one page, and the log, it says why."""
    fields = content if isinstance(content, dict) else content.to_json()
    pages = 2 if fields.get("has_log") and fields.get("kind") != "case" else 1
    return to_pdf(document_html(content), pages=pages, if_longer=lambda: document_html(content, is_long=True))


def to_pdf(html: str, *, pages: int = 1, if_longer: Callable[[], str] | None = None) -> bytes:
    """A document of ours as a tagged PDF on the practice's paper, on so many pages: much is set smaller, never cut.

    Where it is longer all the same, `if_longer` gives what is made instead.
    """
    with _one_at_a_time:
        for size in SIZES:
            document = _laid_out(html, size)
            if len(document.pages) <= pages:
                break
        else:
            document = _laid_out(if_longer(), SIZES[-1]) if if_longer else document
        pdf: bytes = document.write_pdf(finisher=_name_scopes, **OPTIONS)
    return pdf


def _name_scopes(_document: Document, pdf: pydyf.PDF) -> None:
    """Says of each head of a table whether it heads a column or a row, which WeasyPrint leaves out (its #2508)."""
    elements = {item.reference: item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and "S" in item}
    for element in elements.values():
        if element["S"] == "/TH" and "A" in element:
            rows = elements[elements[element["P"]]["P"]]
            element["A"]["Scope"] = "/Column" if rows["S"] == "/THead" else "/Row"


def _laid_out(html: str, size: float) -> Document:
    configuration, faces = fonts()
    set_so = CSS(string=f"@page {{ size: {practice().page_size} }} html {{ font-size: {size}pt !important }}")
    source = HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly())
    return source.render(stylesheets=[faces, set_so], font_config=configuration, **OPTIONS)
