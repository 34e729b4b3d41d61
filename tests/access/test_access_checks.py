"""What script/mutate-access finds: every kind of check, and code that still is code without each."""

import ast

import pytest
from django.conf import settings
from django.urls import get_resolver

from script.access_checks import find_checks
from script.mutants import live_functions, replacements

pytestmark = pytest.mark.either_stack


def test_every_kind_of_check_is_found_and_can_be_taken_out():
    checks = find_checks(settings.BASE_DIR)
    checked = {check.what for check in checks}
    kinds = {
        "@trainers_only",
        "lead=True",
        "open_client()",
        "open_grant()",
        "require_step_up()",
        "filter(permissions__user=user)",
        "if not user.is_active: return self.none",
        "get_object_or_404(client=client)",
        "middleware web.public.LoginRequiredMiddleware",
    }
    assert kinds <= checked
    assert len(checks) > 200
    for check in checks:
        ast.parse(check.without)
        assert check.without != (settings.BASE_DIR / check.path).read_text()


def test_every_check_stands_in_a_function_that_runs():
    """A mutant that changes nothing would be told as a check that no test notices."""
    _loaded = get_resolver().url_patterns
    live, root = live_functions(), settings.BASE_DIR
    in_functions = [check for check in find_checks(root) if check.function and not check.what.startswith("@")]
    idle = [check for check in in_functions if not list(replacements(check.without, check, root, live))]
    assert not idle, "\n".join(f"{check.path}:{check.line} {check.what}" for check in idle)
