"""Redis is down, hung or slow: people sign in all the same, within a second, and limits are stricter, not gone."""

import os
import socket
import time
from collections.abc import Iterator
from functools import cache as cache_result
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from clients.access import join_own_account
from config import stores
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.accounts.signing_in import code_of_the_app, give_code, give_password, sign_in
from tests.factories.accounts import TrainerFactory
from tests.web.faulty_redis import FAULTS, faulty_redis
from web.breaker import redis_breaker
from web.keys import uuid7
from web.ratelimit import too_many


@cache_result
def _warm_up() -> None:
    """Once: what a process loads at its first sign-in is not the fault's."""
    browser = Browser()
    sign_in(browser, TrainerFactory().email)
    browser.get(reverse("today"))


def caches_at(address: str, folder: Path) -> dict[str, dict[str, Any]]:
    caches = stores.caches(address, folder)
    caches["default"]["KEY_PREFIX"] = f"test-{uuid7()}"
    return caches


@pytest.fixture(params=FAULTS)
def without_redis(request, settings, tmp_path, monkeypatch, db) -> Iterator[str]:
    _warm_up()
    redis_breaker.reset()
    with faulty_redis(request.param) as address:
        settings.REDIS_URL = address
        settings.CACHES = caches_at(address, tmp_path)
        monkeypatch.setitem(current_app.conf, "broker_url", address)
        monkeypatch.setitem(current_app.conf, "broker_write_url", address)
        yield request.param
    redis_breaker.reset()


@pytest.fixture
def quick(django_capture_on_commit_callbacks):
    """Runs one request, with what it does after its commit, and holds it to a second."""

    def run(act, *args) -> HttpResponse:
        began = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            response = act(*args)
        assert time.monotonic() - began < 1
        return response

    return run


def test_a_trainer_signs_in(without_redis, trainer, client, quick):
    assert quick(give_password, client, trainer.email).url == reverse("mfa_authenticate")
    assert quick(give_code, client, code_of_the_app()).status_code == 302
    assert quick(client.get, reverse("today")).status_code == 200
    assert cache.is_degraded


def test_a_client_signs_in_by_code(without_redis, care_client, client, quick):
    join_own_account(care_client)
    ask = reverse("account_request_login_code")
    assert quick(client.post, ask, {"email": care_client.email}).status_code == 302
    code = unseal_secrets(Message.objects.get(kind="accounts.sign_in_code").sealed_secrets)["code"]
    answer = quick(client.post, reverse("account_confirm_login_code"), {"code": code})
    assert answer.url == reverse("client_portal:records")


def test_the_limit_on_passwords_is_stricter(without_redis, trainer, quick):
    browser = Browser()
    answers = [quick(give_password, browser, trainer.email, "wrong").status_code for _ in range(4)]
    assert answers == [422, 422, 429, 429]


def test_once_it_is_known_nothing_waits(without_redis, db):
    for _ in range(5):
        too_many("test", "first", limit=100, seconds=3600)
    began = time.monotonic()
    refused = [too_many("test", "somebody", limit=10, seconds=3600) for _ in range(20)]
    assert time.monotonic() - began < 0.5
    assert refused == [False] * 5 + [True] * 15


def test_one_caller_tries_again_after_a_while(without_redis, monkeypatch):
    redis_breaker.open("test")
    assert not redis_breaker.lets_through()
    monkeypatch.setattr(redis_breaker, "_try_again_at", 0)
    assert [redis_breaker.lets_through() for _ in range(3)] == [True, False, False]


def test_a_line_that_broke_unseen_is_opened_anew(settings, tmp_path):
    """After a machine was cut off its kernel has given up the lines to Redis, which shows only to who writes there."""
    redis_breaker.reset()
    ours, theirs = socket.socketpair()
    theirs.shutdown(socket.SHUT_RD)
    with faulty_redis("none") as address, ours, theirs:
        settings.CACHES = caches_at(address, tmp_path)
        pool = cache._cache.get_client().connection_pool
        line = pool.get_connection()
        os.dup2(ours.fileno(), line._sock.fileno())
        pool.release(line)
        assert cache.get("anything") is None
        assert not cache.is_degraded
        pool.disconnect()
