from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from practitioners.models import Clinic, Discipline, LaneItem, RedFlag, TrainerProfile
from web.admin import NetworkModelAdmin


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


@admin.register(TrainerProfile)
class TrainerProfileAdmin(NetworkModelAdmin):
    """What trainers say of themselves is theirs; an admin notes when the certification was looked up."""

    list_display = ["trainer", "certification", "certification_number", "verified_on", "is_public"]
    list_filter = ["is_public"]
    list_select_related = ["trainer"]
    search_fields = ["trainer__name"]
    fields = ["trainer", "certification", "certification_number", "verified_on"]
    readonly_fields = ["trainer", "certification", "certification_number"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: TrainerProfile, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.verified_by = request.user if obj.verified_on else None  # type: ignore[assignment]
        obj.save(update_fields=["verified_on", "verified_by"])
