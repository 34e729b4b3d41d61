"""A browser of a drill: it keeps its line to the web server open, and gets an answer whatever becomes of a request."""

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from itertools import cycle
from urllib.parse import urlencode

from django.conf import settings

CSRF = "drill" * 6 + "ab"  # Django's own form: 32 letters and digits
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
PATIENCE = 60  # seconds
BROKEN = (OSError, http.client.HTTPException)
CLOSED = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


@dataclass(frozen=True)
class Answer:
    status: int  # 0 where none came
    body: str
    seconds: float

    @property
    def hidden_fields(self) -> dict[str, str]:
        """What a form on the page would send by a press."""
        return {unescape(name): unescape(value) for name, value in HIDDEN.findall(self.body)}


NONE_CAME = Answer(0, "", 0.0)


class Line:
    """Of one browser, with its cookies. Where a web server does not answer, what comes next goes to another."""

    def __init__(self, cookies: Mapping[str, str], *addresses: tuple[str, int], patience: float = PATIENCE) -> None:
        self._cookies = {settings.CSRF_COOKIE_NAME: CSRF, **cookies}
        self._turns = cycle(http.client.HTTPConnection(*address, timeout=patience) for address in addresses)
        self._web = next(self._turns)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, "", {})

    def send(self, path: str, fields: Mapping[str, str]) -> Answer:
        """A form, as one of our own pages sends it."""
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": CSRF}), FORM)

    def send_json(self, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        told = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": CSRF}
        return self._ask("POST", path, body, {**told, **headers})

    def close(self) -> None:
        self._web.close()

    def _ask(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        """A line that the server has closed meanwhile is opened anew, as browsers do."""
        origin = f"http://{self._web.host}:{self._web.port}"
        told = {"Origin": origin, "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        began = time.perf_counter()
        for was_open in (self._web.sock is not None, False):
            try:
                self._web.request(method, path, body, {**told, **headers})
                response = self._web.getresponse()
                text = response.read().decode(errors="replace")
            except BROKEN as error:
                self._web.close()
                if not (was_open and isinstance(error, CLOSED)):
                    break
            else:
                self._take_cookies(response)
                return Answer(response.status, text, time.perf_counter() - began)
        self._web = next(self._turns)
        return NONE_CAME

    def _take_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _is, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
