"""What every table of the admin site shares."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class NetworkModelAdmin(admin.ModelAdmin):
    """Open to network admins, whole: they hold no permissions of Django's own."""

    def _is_admin(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_network_admin", False))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_admin(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_admin(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_admin(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: clients' records point at these rows, and Django's page before a deletion would list them."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_admin(request)
