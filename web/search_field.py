"""A field to choose one of many by search: ten at most are shown, never all."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from web.bounds import UNFIT

SHOWN = 10
LONGEST_SEARCH = 100  # characters
_HTML_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")

Search = Callable[[Any, str], Any]  # a queryset and words to the queryset of those who fit


class SearchChoice(forms.RadioSelect):
    """Radio buttons of at most ten rows, with a box above that searches for others.

    With scripts the rows change as somebody types (`rows_page` answers). Without, a button sends the form, and
    `SearchingForm` brings it back with what was found and all that was typed.
    """

    template_name = "components/search_choice.html"
    field: "SearchChoiceField"
    words = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.words = UNFIT.sub("", str(data.get(words_name(name), ""))).strip()[:LONGEST_SEARCH]
        return super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        rows, has_more = self.field.rows_to_show(chosen=value, words=self.words)
        self.choices = [*self._empty_choice(), *((row.pk, self.field.label_from_instance(row)) for row in rows)]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"] |= {
            "words": self.words,
            "words_name": words_name(name),
            "button_name": button_name(name),
            "rows_url": reverse(self.field.rows_url),
            "number": len(rows),
            "has_more": has_more,
            "can_search": has_more or bool(self.words),
        }
        return context

    def _empty_choice(self) -> list[tuple[str, str]]:
        return [] if self.field.required else [("", str(self.field.empty_label or _("Nobody")))]


class _NoChoices(ModelChoiceIterator):
    """The widget asks for the ten rows that it shows, and never for all."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class SearchChoiceField(forms.ModelChoiceField):
    """One row of `queryset`, shown in its order, which an index should have: it may be long.

    Those whose keys are in `first` come before all others. `search` narrows a queryset to what fits the words.
    `rows_url` names the page that shows the rows for words while they are typed (a view that calls `rows_page`).
    """

    widget = SearchChoice
    iterator = _NoChoices
    first: Sequence[Any] = ()

    def __init__(self, queryset: QuerySet[Any], *, search: Search, rows_url: str, **options: Any) -> None:
        self.search, self.rows_url = search, rows_url
        super().__init__(queryset, blank=not options.get("required", True), **options)
        self.widget.field = self

    def __deepcopy__(self, memo: dict[int, Any]) -> "SearchChoiceField":
        copy: SearchChoiceField = super().__deepcopy__(memo)
        copy.widget.field = copy
        return copy

    def rows_to_show(self, *, chosen: Any, words: str) -> tuple[list[Model], bool]:
        """The rows to show, the chosen one first where it would be missing; and whether there are more."""
        everybody: Any = self.queryset  # set by then
        first = {row.pk: row for row in self._fitting(everybody.filter(pk__in=self.first), words)}
        rows = [first[key] for key in self.first if key in first][: SHOWN + 1]
        if len(rows) <= SHOWN:
            others = everybody.exclude(pk__in=first)
            rows += self._fitting(others, words)[: SHOWN + 1 - len(rows)]
        picked, has_more = self._chosen_row(chosen), len(rows) > SHOWN
        rows = rows[:SHOWN]
        return ([picked, *rows] if picked and picked not in rows else rows), has_more

    def _fitting(self, queryset: QuerySet[Any], words: str) -> QuerySet[Any]:
        return self.search(queryset, words) if words else queryset

    def _chosen_row(self, chosen: Any) -> Model | None:
        try:
            row: Model | None = self.to_python(getattr(chosen, "pk", chosen))
        except ValidationError:
            return None
        return row


class SearchingForm(forms.Form):
    """A form with a `SearchChoiceField`: a press on its search button checks and saves nothing."""

    @property
    def is_searching(self) -> bool:
        names = (self.add_prefix(name) for name, field in self.fields.items() if isinstance(field, SearchChoiceField))
        return self.is_bound and any(button_name(name) in self.data for name in names)

    def full_clean(self) -> None:
        if not self.is_searching:
            super().full_clean()
            return
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    def is_valid(self) -> bool:
        return not self.is_searching and super().is_valid()


def words_name(name: str) -> str:
    return f"{name}-words"


def button_name(name: str) -> str:
    return f"{name}-search"


def rows_page(request: HttpRequest, field: SearchChoiceField) -> HttpResponse:
    """The rows of the field for the words in the address. Raises Http404 for names that no field has."""
    name, key = request.GET.get("field", "choice"), request.GET.get("key", "choice")
    if not _HTML_NAME.fullmatch(name) or not _HTML_NAME.fullmatch(key):
        raise Http404
    widget: Any = field.widget
    value = widget.value_from_datadict(request.GET, {}, name)
    field.required = request.GET.get("optional") != "1"
    context = widget.get_context(name, value, {"id": key})
    return render(request, "components/_search_rows.html", context)
