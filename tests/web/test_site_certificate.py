"""Whoever runs the site hears that its certificate runs out before visitors do."""

import logging
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.tls import tls_server
from web.site_certificate import LAST_SEEN, TOLD, look_at_certificate, seconds_left

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_has_looked():
    cache.delete_many([LAST_SEEN, TOLD])


@pytest.fixture
def looked(tmp_path, settings, caplog):
    """Looks at a site whose certificate is so old, and lasts so long; gives what an operator is told."""

    def look(*, since, lasts):
        with tls_server(tmp_path, since=since, lasts=lasts) as server:
            settings.BASE_URL = f"https://localhost:{server.port}"
            look_at_certificate(now=timezone.now())
        return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]

    return look


def test_one_that_runs_out_within_fourteen_days_is_told_once_a_day(looked):
    [told] = looked(since=77 * DAY, lasts=13 * DAY)
    assert told.startswith("The certificate of the site is not renewed, and runs out on ")
    assert looked(since=77 * DAY, lasts=13 * DAY) == [told]
    cache.delete(TOLD)  # a day later
    assert len(looked(since=77 * DAY, lasts=13 * DAY)) == 2


def test_one_that_has_run_out_is_read_all_the_same(looked):
    [told] = looked(since=91 * DAY, lasts=-DAY)
    assert told.startswith("The certificate of the site has run out on ")
    [(_labels, seconds)] = seconds_left()
    assert seconds < 0


@pytest.mark.parametrize(
    ("since", "lasts"),
    [
        (60 * DAY, 30 * DAY),
        (4 * DAY, 2 * DAY),  # of six days, as an authority may give them
        (timedelta(hours=8), timedelta(hours=4)),  # Caddy's own
    ],
)
def test_one_that_will_be_renewed_is_no_news(looked, since, lasts):
    assert looked(since=since, lasts=lasts) == []
    [(_labels, seconds)] = seconds_left()
    assert lasts.total_seconds() - 60 < seconds <= lasts.total_seconds()


def test_one_of_six_days_that_was_not_renewed_is_told(looked):
    assert len(looked(since=5.5 * DAY, lasts=0.5 * DAY)) == 1


def test_without_https_nobody_looks(settings, caplog):
    settings.BASE_URL = "http://127.0.0.1:1"
    look_at_certificate(now=timezone.now())
    assert (caplog.records, seconds_left()) == ([], [])


def test_an_address_that_is_not_reached_from_within_is_no_error(settings, caplog):
    settings.BASE_URL = "https://localhost:1"
    look_at_certificate(now=timezone.now())
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert seconds_left() == []
