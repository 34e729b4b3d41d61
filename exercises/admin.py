from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from exercises.models import Exercise
from web.admin import NetworkModelAdmin


@admin.register(Exercise)
class ExerciseAdmin(NetworkModelAdmin):
    """The shared library. Trainers' own exercises are theirs."""

    list_display = ["source_name", "equipment", "is_rehab"]
    search_fields = ["search_text"]
    exclude = ["owner"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exercise]:
        return super().get_queryset(request).filter(owner=None)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(
            db_field, request, queryset=Exercise.objects.filter(owner=None), **kwargs
        )
