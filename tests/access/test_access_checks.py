"""What script/mutate-access finds: every kind of check, and code that still is code without each."""

import ast

from django.conf import settings

from script.access_checks import find_checks


def test_every_kind_of_check_is_found_and_can_be_taken_out():
    checks = find_checks(settings.BASE_DIR)
    found = {check.what for check in checks}
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
    assert kinds <= found
    assert len(checks) > 200
    for check in checks:
        ast.parse(check.without)
        assert check.without != (settings.BASE_DIR / check.path).read_text()
