"""Celery's way in."""

from django.utils import timezone

from practitioners import imports
from practitioners.duplicates import compare_due
from practitioners.overview import reckon_overview
from web.sweeps import sweep


@sweep("practitioners.write_imports")
def write_imports() -> None:
    imports.write_queued()


@sweep("practitioners.drop_old_imports")
def sweep_imports() -> None:
    imports.drop_old(now=timezone.now())


@sweep("practitioners.find_duplicates")
def find_duplicates() -> None:
    compare_due(now=timezone.now())


@sweep("practitioners.reckon_overview")
def sweep_overview() -> None:
    reckon_overview(today=timezone.localdate())
