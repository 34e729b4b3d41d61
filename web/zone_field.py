"""The column of somebody's time zone."""

from typing import Any

from django.db import models

from web.zones import TIME_ZONES


class ZoneField(models.CharField):
    """One of the zones that people can choose.

    Its default is looked up when a row is written without one, as it stands in the database: who merely makes an object
    asks nothing of it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 40, "choices": TIME_ZONES, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def get_default(self) -> str:
        return ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 -- as Django calls it
        """What is written, which the object then has too."""
        zone = super().pre_save(model_instance, add) or super().get_default()
        setattr(model_instance, self.attname, zone)
        return zone
