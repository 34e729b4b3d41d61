from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.invitations import change_address, invite
from accounts.models import User
from web.admin import NetworkModelAdmin


@admin.register(User)
class UserAdmin(NetworkModelAdmin):
    """Trainers and admins: adding one mails them a link to set their password."""

    list_display = ["name", "email", "is_trainer", "is_network_admin", "is_active"]
    list_filter = ["is_trainer", "is_network_admin", "is_active"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "is_trainer", "is_network_admin", "is_active", "practice_name", "postal_address"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.email = obj.email.lower()
        if not change:
            invite(obj)
        elif "email" in form.changed_data:
            change_address(obj)
        else:
            obj.save()
