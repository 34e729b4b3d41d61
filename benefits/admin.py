from django.contrib import admin

from benefits.models import Insurer
from web.admin import NetworkModelAdmin


@admin.register(Insurer)
class InsurerAdmin(NetworkModelAdmin):
    list_display = ["name"]
    search_fields = ["name"]
