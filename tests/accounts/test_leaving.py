"""Signing out leaves nothing of a trainer in the browser, and takes nothing of anybody else's."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.factories.accounts import AdminFactory, TrainerFactory

FORGET = '"cache", "storage"'


def signs_out(user, **typed):
    browser = Browser()
    browser.force_login(user)
    return browser.post(reverse("account_logout"), typed)


@pytest.mark.django_db
def test_the_browser_is_told_to_forget_where_no_script_has_wiped():
    response = signs_out(TrainerFactory())
    assert response.headers["Clear-Site-Data"] == FORGET
    assert response.cookies["phone-log"]["max-age"] == 0


@pytest.mark.django_db
def test_what_another_trainer_has_not_sent_stays_where_the_script_has_wiped():
    assert "Clear-Site-Data" not in signs_out(TrainerFactory(), wiped="1").headers


@pytest.mark.django_db
def test_whoever_is_no_trainer_takes_no_trainers_entries_along():
    assert "Clear-Site-Data" not in signs_out(AdminFactory()).headers
    assert "Clear-Site-Data" not in Browser().post(reverse("account_logout")).headers


@pytest.mark.django_db
def test_asking_whether_to_sign_out_forgets_nothing():
    browser = Browser()
    browser.force_login(TrainerFactory())
    assert "Clear-Site-Data" not in browser.get(reverse("account_logout")).headers
