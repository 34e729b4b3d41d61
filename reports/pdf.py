"""A report as a PDF: tagged (PDF/UA-1), made from the same fragment as the page on the screen.

One page, and where what was trained in each session is shared a second one for that.
"""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
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
        file = _own_file(url)
        if not file:
            raise ValueError("A report may only use Carelane's own static files.")
        return super().fetch(Path(str(file)).as_uri(), headers)


def _own_file(url: str) -> str | Path | None:
    if url == LOGO:
        logo = practice().logo
        return default_storage.path(logo) if logo and default_storage.exists(logo) else None
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


def document_html(content: Content) -> str:
    """The report's content (reports/content.py) as the HTML that the PDF is made from."""
    return render_to_string("reports/progress_document.html", {"progress": content})


def render_pdf(content: Content) -> bytes:
    """The report's content as a PDF file."""
    fields = content if isinstance(content, dict) else content.to_json()
    return to_pdf(document_html(content), pages=2 if fields.get("has_log") and fields.get("kind") != "case" else 1)


def to_pdf(html: str, *, pages: int = 1) -> bytes:
    """A document of ours as a tagged PDF on the practice's paper, on so many pages: much is set smaller, never cut."""
    source, paper = HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly()), practice().page_size
    with _one_at_a_time:
        configuration, faces = fonts()
        for size in SIZES:
            set_so = CSS(string=f"@page {{ size: {paper} }} html {{ font-size: {size}pt !important }}")
            document = source.render(stylesheets=[faces, set_so], font_config=configuration, **OPTIONS)
            if len(document.pages) <= pages:
                break
        pdf: bytes = document.write_pdf(**OPTIONS)
    return pdf
