"""The people who knock at every route, two records that they knock for, and the routes themselves."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client as Browser
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from accounts.models import User
from accounts.second_factor import HAS_ONE
from accounts.sessions import BEGAN, SEEN
from clients.emergency import break_glass
from clients.models import ClientUserObjectPermission
from tests.access.record import Record
from tests.factories.accounts import AdminFactory, TrainerFactory, UserFactory
from tests.factories.clients import ClientFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OF_A_CLIENT = {"clients", "careplan", "sessions_log", "benefits", "consent", "referrals", "reports"}
MARK = re.compile(r"[\w ']*number ?\d+\b|client\d+@home\.example", re.IGNORECASE)


@dataclass(frozen=True)
class Route:
    name: str  # with its namespace
    callback: Any
    parameters: frozenset[str]


def routes(
    patterns: list[Any] | None = None, namespace: str = "", above: frozenset[str] = frozenset()
) -> Iterator[Route]:
    """Every address of the site, from the resolver itself."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        parameters = above | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name}", pattern.callback, frozenset(parameters))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner, frozenset(parameters))


class World:
    """`ours` is the client of `lead`; `theirs` that of `stranger`, who has a practitioner of their own."""

    def __init__(self) -> None:
        self.ours, self.theirs = Record(), Record()
        self.ours.fill()
        self.theirs.fill()
        now = timezone.now()
        day = timedelta(days=1)
        cover, former_cover, disabled = TrainerFactory(), TrainerFactory(), TrainerFactory()
        self._cover(cover, starts_at=now - day, ends_at=now + day)
        ClientFactory(lead_trainer=cover)  # who leads somebody else has no lead's right here
        self._cover(former_cover, starts_at=now - 2 * day, ends_at=now - timedelta(seconds=1))
        self._cover(disabled, starts_at=now - day, ends_at=now + day)
        users = {
            "lead": self.ours.trainer,
            "cover": cover,
            "former_cover": former_cover,
            "stranger": self.theirs.trainer,
            "successor": self.ours.successor,
            "client": self.ours.account,
            "other_client": self.theirs.account,
            "admin": AdminFactory(),
            "glass_admin": AdminFactory(),
            "account_viewer": self._account_of_practitioner(),
            "disabled": disabled,
        }
        break_glass(self.ours.client, users["glass_admin"], reason="Broken glass")
        self.users = users
        self._cookies = {actor: self._signed_in(user) for actor, user in users.items()}
        self._cookies["anonymous"] = {}
        self._cookies["viewer"] = {settings.VIEWER_COOKIE_NAME: self.ours.viewer_token}
        self._browsers = {actor: Browser() for actor in [*users, "anonymous", "viewer", "other_viewer"]}
        self._cookies["other_viewer"] = {settings.VIEWER_COOKIE_NAME: self.theirs.viewer_token}
        disabled.is_active = False
        disabled.save()

    def _account_of_practitioner(self) -> User:
        """The practitioner of ours, signed in instead of coming with a code."""
        account = UserFactory(is_practitioner=True, email=self.ours.practitioner.email)
        self.ours.practitioner.account = account
        self.ours.practitioner.save()
        return account

    def _cover(self, trainer: User, **times: Any) -> None:
        ClientUserObjectPermission.objects.create(
            user=trainer,
            content_object=self.ours.client,
            permission=Permission.objects.get(content_type__app_label="clients", codename="coach_client"),
            kind=ClientUserObjectPermission.Kind.COVER,
            **times,
        )

    def _signed_in(self, user: User) -> dict[str, str]:
        browser = Browser()
        browser.force_login(user, backend=BACKEND)
        # As after a first page, and for as long as the tests take: no answer has a reason to set the cookie again.
        session = browser.session
        session.update({BEGAN: timezone.now().timestamp(), SEEN: timezone.now().timestamp() + 3600, HAS_ONE: True})
        session.save()
        return {name: morsel.value for name, morsel in browser.cookies.items()}

    @property
    def actors(self) -> list[str]:
        return list(self._cookies)

    def browser(self, actor: str) -> Browser:
        """The actor's browser as it was before any answer of ours."""
        browser = self._browsers[actor]
        browser.cookies.clear()
        for name, value in self._cookies[actor].items():
            browser.cookies[name] = value
        return browser

    @cached_property
    def _our_sentinels(self) -> set[str]:
        return sentinels(self.ours)

    @cached_property
    def _their_sentinels(self) -> set[str]:
        return sentinels(self.theirs)

    def may_not_show(self, actor: str) -> set[str]:
        """The texts that no answer to this actor may hold, whatever the page."""
        hidden = set()
        if actor not in {"lead", "cover", "viewer", "account_viewer", "client", "glass_admin"}:
            hidden |= self._our_sentinels
        if actor not in {"stranger", "other_viewer", "other_client"}:
            hidden |= self._their_sentinels
        # An own exercise is its trainer's alone, whoever else may see the client.
        return hidden | {
            record.own_exercise.name
            for record, owner in ((self.ours, "lead"), (self.theirs, "stranger"))
            if actor != owner
        }


def sentinels(record: Record) -> set[str]:
    """Every unique text of a client's record; the network's and the trainers' own names are no secret."""
    texts = set()
    for made in vars(record).values():
        if isinstance(made, Model) and made._meta.app_label in OF_A_CLIENT:
            for field in made._meta.concrete_fields:
                value = field.value_from_object(made)
                if isinstance(value, str) and MARK.search(value):
                    texts.add(value)
    return texts


def step_up(browser: Browser) -> None:
    """As if who is signed in had proven just now who they are."""
    session = browser.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
