"""One world for all stories, made once at a fixed moment; each story is undone."""

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests.chains.world import BEGIN, World


@pytest.fixture(scope="module")
def clock():
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


@pytest.fixture(scope="module", autouse=True)
def quick_settings(tmp_path_factory):
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        ALLOWED_HOSTS=["127.0.0.1"],
    ):
        yield


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, clock, quick_settings):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World(clock)
        transaction.set_rollback(True)
