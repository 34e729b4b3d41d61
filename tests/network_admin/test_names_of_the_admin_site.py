"""The admin site names its tables and fields in the language of who reads it: each name is one that is translated."""

import pytest
from django.contrib import admin
from django.utils.functional import Promise

pytestmark = pytest.mark.either_stack

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_name_is_translated(model, rf):
    meta, excluded = model._meta, set(admin.site._registry[model].exclude or ())
    shown = [field for field in meta.fields if field.editable and field.name not in excluded]
    names = {
        "its app": meta.app_config.verbose_name,
        "one": meta.verbose_name,
        "many": meta.verbose_name_plural,
        **{field.name: field.verbose_name for field in shown},
    }
    assert [what for what, name in names.items() if not isinstance(name, Promise)] == []


def test_there_are_some():
    assert len(MODELS) == 6
