"""Everything of one kind in the project, for tests that walk all of it."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models

OURS = [
    app.name
    for app in apps.get_app_configs()
    if app.path.startswith(str(settings.BASE_DIR)) and ".venv" not in app.path
]


def our_forms() -> dict[str, type[forms.BaseForm]]:
    """Every form class of the project, by its full name."""
    form_classes = {}
    for app in OURS:
        package = import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" in module.name or ".management" in module.name:
                continue
            for name, thing in inspect.getmembers(import_module(module.name), inspect.isclass):
                if issubclass(thing, forms.BaseForm) and thing.__module__ == module.name:
                    form_classes[f"{module.name}.{name}"] = thing
    return form_classes


def our_form_fields() -> Iterator[tuple[str, forms.Field]]:
    """Every field of the project's own forms, by its full name; what allauth's forms bring along is left out."""
    for name, form in our_forms().items():
        theirs = {
            inherited
            for parent in form.__mro__
            if parent.__module__.split(".")[0] not in OURS
            for inherited in getattr(parent, "base_fields", {})
        }
        for field_name, field in form.base_fields.items():
            if field_name not in theirs:
                yield f"{name}.{field_name}", field


def our_model_fields() -> Iterator[models.Field]:
    """Every column of the project's own tables."""
    for model in apps.get_models():
        if model.__module__.split(".")[0] in OURS and not model.__name__.startswith("Historical"):
            yield from model._meta.concrete_fields
