"""A trainer brings in a file of clients, page by page."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clients.models import ClientImport
from web.keys import uuid7


def upload(browser, content, **fields):
    file = SimpleUploadedFile("liste.csv", content if isinstance(content, bytes) else content.encode())
    return browser.post(reverse("clients:import_clients"), {"key": uuid7(), "file": file} | fields)


def uploaded(browser, content) -> ClientImport:
    answer = upload(browser, content)
    assert answer.status_code == 302, answer.content.decode()
    return ClientImport.objects.latest("created_at")


def matched(browser, imported, **otherwise) -> None:
    """Sends the page of columns as it was filled in."""
    page = browser.get(reverse("clients:match_columns", args=[imported.pk]))
    fields = {field.html_name: field.value() for field in page.context["form"]}
    answer = browser.post(reverse("clients:match_columns", args=[imported.pk]), fields | otherwise)
    assert answer.status_code == 302, answer.content.decode()


def preview(browser, content, **otherwise):
    imported = uploaded(browser, content)
    matched(browser, imported, **otherwise)
    return imported, browser.get(reverse("clients:check_import", args=[imported.pk]))


def confirm(browser, imported, page):
    return browser.post(
        reverse("clients:confirm_import", args=[imported.pk]), page.context["plan"].figures, follow=True
    )


def figures(page) -> dict[str, int]:
    return page.context["plan"].figures


def problems(page) -> list[tuple]:
    return [(one.row, one.column, one.value, one.reason) for one in page.context["plan"].problems]
