from django.contrib import admin

from practitioners.models import Clinic, Discipline, LaneItem, RedFlag
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
    list_display = ["sign_en", "discipline", "urgency"]
    list_select_related = ["discipline"]
