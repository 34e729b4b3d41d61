"""The world that all tests of access knock at, and the sum of what they found."""

import time

import pytest
from django.test import client, override_settings

from tests.access.asking import undone
from tests.access.world import World


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, files):
    """Made once for all cells; each cell is undone."""
    quick = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"], "MEDIA_ROOT": files}
    with django_db_blocker.unblock(), undone():
        with override_settings(**quick):
            made = World()
        yield made


@pytest.fixture(scope="module")
def proven(world: World) -> World:
    """Everybody has just proven who they are, so that no form is kept behind that question."""
    for actor, user in world.users.items():
        if user.is_active:
            session = world.browser(actor).session
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time() + 3600, "reauthenticated": True}
            ]
            session.save()
    return world


@pytest.fixture(autouse=True)
def _without_contexts(monkeypatch):
    """No test here looks at a template's context, of which Django's test browser keeps a copy for each template."""
    monkeypatch.setattr(client, "store_rendered_templates", lambda *_rendered, **_more: None)


@pytest.fixture(autouse=True)
def _files_of_the_world(settings, files):
    settings.MEDIA_ROOT = files
    settings.MFA_RATE_LIMITS = False  # every actor knocks within the same minute


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many cells of the table were run, and in how many somebody got in who should not have."""
    reports = [
        dict(report.user_properties)
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call" and dict(report.user_properties).get("cells")
    ]
    if not reports:
        return
    routes = {one["route"] for one in reports}
    actors = max(one["actors"] for one in reports)
    cells = sum(one["cells"] for one in reports)
    successes = [cell for one in reports for cell in one["unexpected"]]
    terminalreporter.write_line(
        f"access: {len(routes)} routes × {actors} actors, {cells} cells; unexpected successes: {len(successes)}"
    )
    for cell in successes:
        terminalreporter.write_line(f"  {cell}")
