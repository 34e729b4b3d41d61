"""Each call that docs/api.md and docs/fhir.md write down for curl, sent as it stands there."""

import shlex
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests.api.calls import token_of
from tests.factories.clients import ClientFactory

pytestmark = pytest.mark.django_db
DOCS = Path(settings.BASE_DIR, "docs")
CALLS = [
    shlex.split(line)
    for name in ("api.md", "fhir.md")
    for line in DOCS.joinpath(name).read_text("utf-8").replace("\\\n", "").splitlines()
    if line.startswith("    curl ")
]


def test_there_are_some():
    assert len(CALLS) >= 3


@pytest.mark.parametrize("words", CALLS, ids=lambda words: urlsplit(words[-1]).path)
def test_it_is_answered(words):
    client = ClientFactory()
    scope = "fhir:read" if "/api/fhir/" in words[-1] else "write"
    _token, secret = token_of(client.lead_trainer, scope=scope)
    given = [
        (option, value.replace("carelane_…", secret)) for option, value in pairwise(words) if option in {"-H", "-d"}
    ]
    headers = dict(value.split(": ", 1) for option, value in given if option == "-H")
    body = next((value for option, value in given if option == "-d"), None)
    url = urlsplit(words[-1].replace("…", str(client.pk)))
    path = f"{url.path}?{url.query}" if url.query else url.path
    browser, kind = Browser(enforce_csrf_checks=True), headers.pop("Content-Type", "")
    if body is None:
        assert browser.get(path, headers=headers).status_code == 200
    else:
        assert browser.post(path, body, content_type=kind, headers=headers).status_code == 201
