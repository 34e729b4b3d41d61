from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from practitioners.accounts import record_entry
from practitioners.changes import save_practitioner
from practitioners.models import Clinic, Discipline, LaneItem, Practitioner, RedFlag
from web.admin import NetworkModelAdmin


@admin.register(Practitioner)
class PractitionerAdmin(NetworkModelAdmin):
    list_display = ["name", "discipline", "clinic", "verification", "takes_new_clients"]
    list_filter = ["verification", "discipline", "takes_new_clients"]
    list_select_related = ["discipline", "clinic"]
    search_fields = ["name", "email"]

    def save_model(self, request: HttpRequest, obj: Practitioner, form: Any, change: bool) -> None:  # noqa: FBT001
        if "verification" in form.changed_data and obj.is_verified:
            obj.verified_by = request.user  # type: ignore[assignment]
        before = Practitioner.objects.filter(pk=obj.pk).first()
        with transaction.atomic():
            save_practitioner(obj)
            if before is not None and isinstance(request.user, User):
                record_entry(obj, before=before, by=request.user)


@admin.register(Clinic)
class ClinicAdmin(NetworkModelAdmin):
    list_display = ["name", "city"]
    search_fields = ["name"]


@admin.register(Discipline)
class DisciplineAdmin(NetworkModelAdmin):
    list_display = ["name_en", "mark", "may_set_restrictions", "may_prescribe_exercise", "may_clear_for_exercise"]


@admin.register(LaneItem)
class LaneItemAdmin(NetworkModelAdmin):
    list_display = ["discipline", "kind", "text"]
    list_filter = ["discipline", "kind"]
    list_select_related = ["discipline"]


@admin.register(RedFlag)
class RedFlagAdmin(NetworkModelAdmin):
    list_display = ["sign", "discipline", "urgency"]
    list_select_related = ["discipline"]
