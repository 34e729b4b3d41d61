"""A form on a page that tells its address to nobody comes with `Origin: null`, as browsers send it."""

import pytest
from django.test import Client as Browser

PAGE = "/shared/enter/"


def post(*, origin, site, secure=False, with_token=True):
    browser = Browser(enforce_csrf_checks=True)
    token = browser.get(PAGE, secure=secure).context["csrf_token"] if with_token else ""
    headers = {"Origin": origin} | ({"Sec-Fetch-Site": site} if site else {})
    typed = {"email": "somebody@clinic.example", "csrfmiddlewaretoken": str(token)}
    return browser.post(PAGE, typed, headers=headers, secure=secure).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("secure", [False, True])
def test_our_own_form_is_taken(secure):
    assert post(origin="null", site="same-origin", secure=secure) == 302


@pytest.mark.django_db
@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_from_elsewhere_is_refused(site, secure):
    assert post(origin="null", site=site, secure=secure) == 403


@pytest.mark.django_db
def test_without_the_browsers_word_the_token_decides_on_plain_http_alone():
    assert post(origin="null", site=None) == 302
    assert post(origin="null", site=None, with_token=False) == 403
    assert post(origin="null", site=None, secure=True) == 403


@pytest.mark.django_db
def test_the_token_is_always_asked_for_and_a_foreign_origin_refused():
    assert post(origin="null", site="same-origin", with_token=False) == 403
    assert post(origin="https://evil.example", site="same-origin") == 403
