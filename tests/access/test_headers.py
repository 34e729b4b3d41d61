"""The headers of every answer, 404 and 500 too. (On every route and for every actor: test_routes.py.)"""

import json
import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client as Browser, override_settings
from django.urls import path, reverse

from config.urls import urlpatterns as site
from tests.access.asking import check_headers
from tests.migrated import copy_migrated_file
from web.public import public


@public("breaks, for a test")
def breaks(request):
    raise RuntimeError("secret words of a traceback")


urlpatterns = [path("breaks/", breaks), *site]
handler500 = "web.errors.server_error"
handler404 = "web.errors.not_found"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/no/such/page", "/clients/not-a-key/", "/l/confirm/nothing/", "/account/login/"])
def test_of_pages_that_are_not_there(address):
    check_headers(Browser().get(address), address)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.access.test_headers")
def test_of_a_page_that_breaks():
    response = Browser(raise_request_exception=False).get("/breaks/")
    assert response.status_code == 500
    check_headers(response, "500")
    assert "secret words" not in response.content.decode()


@pytest.mark.django_db
def test_a_page_whose_address_is_a_secret_tells_it_to_nobody():
    from tests.factories.consent import ShareLinkFactory

    ShareLinkFactory(token="a-live-link")
    response = Browser().get(reverse("practitioner_portal:open_link", args=["a-live-link"]))
    assert response.status_code == 200
    assert response.headers["Referrer-Policy"] == "no-referrer"


PRODUCTION = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["care.clinic.internal"]
browser = Client(headers={"host": "care.clinic.internal"})
plain = browser.get("/healthz/../nothing")
answer = browser.get("/no/such/page", secure=True)
form = browser.get("/l/confirm/x/", secure=True)
print(json.dumps({
    "redirect": [plain.status_code, plain.headers.get("Location", "")],
    "headers": dict(answer.headers),
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.VIEWER_COOKIE_NAME],
    "flags": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY],
    "path": [settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN],
}))
"""


@pytest.mark.either_stack
def test_in_production(tmp_path, served_files):
    """Asked of the site itself, started with production's settings."""
    from cryptography.fernet import Fernet

    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CARELANE_PRODUCTION": "1",
        "CARELANE_DEMO": "0",
        "CARELANE_VAR": str(tmp_path),
        "CARELANE_STATIC_ROOT": str(served_files),
        "CARELANE_SECRET_KEY": secrets.token_urlsafe(48),
        "CARELANE_SEAL_KEYS": Fernet.generate_key().decode(),
        "CARELANE_ALLOWED_HOSTS": "care.clinic.internal",
        "CARELANE_BASE_URL": "https://care.clinic.internal",
        "CARELANE_MAIL_FROM": "Carelane <care@care.clinic.internal>",
        "CARELANE_MAIL_ADDRESS": "1 Care Street",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "DATABASE_URL": f"sqlite:///{tmp_path}/carelane.sqlite3",
        "REDIS_URL": "redis://127.0.0.1:6379/0",  # asked for, not used by these pages
    }
    copy_migrated_file(tmp_path / "carelane.sqlite3")
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION], cwd=settings.BASE_DIR, env=env, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["redirect"][0] == 301
    assert seen["redirect"][1].startswith("https://")
    hsts = seen["headers"]["Strict-Transport-Security"]
    assert int(hsts.partition("max-age=")[2].partition(";")[0]) >= 31_536_000
    assert "includeSubDomains" in hsts
    assert all(name.startswith("__Host-") for name in seen["cookies"])
    assert seen["flags"] == [True, True, True]
    assert seen["path"] == ["/", None]
