from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from exercises.models import Exercise
from web.admin import NetworkModelAdmin


@admin.register(Exercise)
class ExerciseAdmin(NetworkModelAdmin):
    """The shared library. Trainers' own exercises are theirs."""

    list_display = ["name", "equipment", "is_rehab"]
    search_fields = ["search_text"]
    exclude = ["owner"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exercise]:
        return super().get_queryset(request).filter(owner=None)
