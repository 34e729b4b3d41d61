"""What the pages of every import share: the file, what it would do page by page, its errors, what was agreed to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from web.downloads import CSV, file_download
from web.numbers import whole_number
from web.table_forms import UploadForm
from web.table_import import Problem, Skipped, problems_as_csv

SHOWN = 100  # rows of each kind on one page of what would happen, and problems; the rest of these is in their file
FIGURES = ("new", "changed", "unchanged", "skipped")


class Plan(Protocol):
    """What a file would do."""

    new: list[Any]
    changed: list[Any]
    skipped: list[Skipped]
    problems: list[Problem]


@dataclass(frozen=True)
class Preview:
    """One page of what a file would do."""

    plan: Plan
    page: str | None  # its number, as it stands in the address

    @cached_property
    def part(self) -> Page[int]:
        most = max(len(self.plan.new), len(self.plan.changed), len(self.plan.skipped))
        return Paginator(range(most), SHOWN).get_page(self.page)

    def shown(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Those rows of the plan's that stand on this page."""
        return rows[(self.part.number - 1) * SHOWN : self.part.number * SHOWN]

    @property
    def context(self) -> dict[str, Any]:
        return {
            "plan": self.plan,
            "part": self.part,
            "skipped": self.shown(self.plan.skipped),
            "problems": self.plan.problems[:SHOWN],
            "more_problems": max(len(self.plan.problems) - SHOWN, 0),
        }


def upload_form(request: HttpRequest) -> UploadForm:
    """The form of the file: empty where it was not sent."""
    is_sent = request.method == "POST"
    return UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None)


def in_a_sentence(figures: Mapping[str, int], others: str) -> str:
    """What a file comes to: `others`, such as "42 new, 3 changed, 1 skipped", and who stays as they are."""
    parts = [others % figures]
    if figures["unchanged"]:
        parts.append(ngettext("%(unchanged)d as it is", "%(unchanged)d as they are", figures["unchanged"]) % figures)
    return ", ".join(parts)


def agreed_to(request: HttpRequest, figures: Iterable[str] = FIGURES) -> dict[str, int | None]:
    """The figures that stood on the page whose button was pressed."""
    return {name: whole_number(request.POST.get(name, "")) for name in figures}


def errors_file(problems: Sequence[Problem]) -> HttpResponse:
    """All that is wrong, to take away and mend."""
    return file_download(problems_as_csv(problems), "import-errors.csv", CSV)
