"""The web server and the proxy in front of it fit together."""

import re
from pathlib import Path

import pytest

from config import gunicorn

pytestmark = pytest.mark.either_stack

CADDYFILE = Path(gunicorn.__file__).parents[1] / "docker" / "Caddyfile"


def test_an_idle_line_is_closed_by_the_proxy_first():
    """Else a form may be sent into a line that the web server has just closed, and is answered with an error."""
    [seconds] = re.findall(r"^\s*keepalive (\d+)s$", CADDYFILE.read_text(), re.MULTILINE)
    assert int(seconds) < gunicorn.keepalive
