"""Calling as a program does: a token in the header, JSON there and back."""

from typing import Any

from django.test import Client as Browser

from accounts.models import User
from api.models import ApiToken
from tests.factories.api import ApiTokenFactory
from web.keys import new_token


def token_of(trainer: User, **values: Any) -> tuple[ApiToken, str]:
    secret = f"carelane_{new_token()}"
    return ApiTokenFactory(trainer=trainer, secret=secret, **values), secret


class Program:
    def __init__(self, secret: str) -> None:
        self.secret, self.browser = secret, Browser(enforce_csrf_checks=True)

    def get(self, path: str, **headers: str):
        return self.browser.get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any, **headers: str):
        return self.browser.post(
            f"/api/v1{path}", body, content_type="application/json", headers=self._headers(headers)
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): value for name, value in more.items()
        }


def program_of(trainer: User, **values: Any) -> Program:
    return Program(token_of(trainer, **values)[1])
