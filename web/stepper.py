"""A number that is stepped by a thumb."""

from typing import Any

from django import forms


class Stepper(forms.TextInput):
    """A number between two buttons that take `step` off it or add it; without scripts, a plain field."""

    template_name = "components/stepper.html"

    def __init__(self, *, step: str, inputmode: str) -> None:
        super().__init__(attrs={"inputmode": inputmode, "autocomplete": "off"})
        self.step = step

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["step"] = self.step
        return context
