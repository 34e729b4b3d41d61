"""A report as a PDF: tagged (PDF/UA-1), one page, made from the same fragment as the page on the screen."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.progress import Progress

SIZES = (8.5, 7.5, 6.8)  # pt; below that nobody reads it, and a second page is better
OPTIONS: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}
Content = Progress | dict[str, Any]  # as it is made, or as it is stored of a sent report
BASE = "carelane:/"  # what addresses in a report are relative to: nowhere


class StaticFilesOnly(URLFetcher):
    """Gives our own static files and nothing else: a report fetches nothing from a network or the disk."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        file = finders.find(url.rpartition("/static/")[2]) if "/static/" in url else None
        if not file:
            raise ValueError("A report may only use Carelane's own static files.")
        return super().fetch(Path(str(file)).as_uri(), headers)


def document_html(content: Content) -> str:
    """The report's content (reports/content.py) as the HTML that the PDF is made from."""
    return render_to_string("reports/progress_document.html", {"progress": content})


def render_pdf(content: Content) -> bytes:
    """The report's content as a PDF file."""
    return to_pdf(document_html(content))


def to_pdf(html: str) -> bytes:
    """A document of ours as a tagged PDF, on one page: much content is set smaller, never cut."""
    source = HTML(string=html, base_url=BASE, url_fetcher=StaticFilesOnly())
    for size in SIZES:
        document = source.render(stylesheets=[CSS(string=f"html {{ font-size: {size}pt !important }}")], **OPTIONS)
        if len(document.pages) == 1:
            break
    pdf: bytes = document.write_pdf(**OPTIONS)
    return pdf
