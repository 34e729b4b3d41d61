"""What is asked on the way of a file of people: the file, and what its columns are."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.charsets import MAC, WINDOWS
from web.columns_in import Column
from web.keys import uuid7
from web.table_import import TableImport
from web.tables_in import Table, UnreadableTableError, read_table
from web.uploads import MOST_BYTES
from web.workbooks import XLSX

SAMPLES = 3
LEFT_OUT = "-"


class UploadForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    file = forms.FileField(
        label=_("CSV file or workbook"),
        allow_empty_file=True,  # said in our own words
        widget=forms.FileInput({"accept": f".csv,text/csv,.txt,.tsv,.xlsx,{XLSX}"}),
        help_text=_(
            "At most 10 MB and 5,000 rows, with a heading: a CSV file, or an Excel workbook (its first sheet)."
        ),
        error_messages={"required": _("Choose a file.")},
    )
    charset = forms.ChoiceField(
        label=_("Where the file comes from"),
        choices=[(WINDOWS, _("Windows")), (MAC, _("a Mac"))],
        required=False,
        widget=forms.RadioSelect,
    )
    asks_charset = False

    def clean(self) -> dict[str, Any]:
        """Reads the file: `file` is then its table."""
        cleaned: dict[str, Any] = super().clean() or {}
        upload = cleaned.get("file")
        if isinstance(upload, UploadedFile):
            try:
                cleaned["file"] = self._table(upload, cleaned.get("charset", ""))
            except UnreadableTableError as error:
                self.asks_charset = error.may_be_told
                self.add_error("file", str(error))
        return cleaned

    def _table(self, upload: UploadedFile, charset: str) -> Table:
        if (upload.size or 0) > MOST_BYTES:
            raise UnreadableTableError(str(_("The file is larger than 10 MB. Split it into several.")))
        table = read_table(upload.read(), charset=charset)
        if any("@" in heading for heading in table.columns):
            raise UnreadableTableError(
                str(_("The first row is a person already. Put a row with headings above it, such as Name and E-mail."))
            )
        return table


class MatchForm(forms.Form):
    """For each column of the file: what of a person it has."""

    needed: ClassVar[dict[str, str | Promise]] = {}  # fields that a column must have, with what is said where none has

    def __init__(
        self, *args: Any, imported: TableImport, guess: dict[str, int], known: Sequence[Column], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.imported = imported
        fields = {number: field for field, number in guess.items()}
        choices = [(LEFT_OUT, _("Leave it out")), *((column.field, column.label) for column in known)]
        for number, heading in enumerate(imported.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading or _("Column %(number)d") % {"number": number + 1},
                choices=choices,
                initial=fields.get(number, LEFT_OUT),
            )

    def columns(self) -> list[tuple[BoundField, list[str]]]:
        """Each column's field, with its first values."""
        samples: Sequence[Sequence[str]] = [cells for _number, cells in self.imported.rows[:SAMPLES]]
        return [
            (self[f"column_{number}"], [row[number] for row in samples]) for number in range(len(self.imported.columns))
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        matched: dict[str, int] = {}
        for number in range(len(self.imported.columns)):
            field = cleaned.get(f"column_{number}")
            if field == LEFT_OUT:
                continue
            if field and field in matched:
                self.add_error(
                    f"column_{number}", _("Another column has this already. Choose it for one of them alone.")
                )
            elif field:
                matched[field] = number
        for field, words in self.needed.items():
            if field not in matched and not self.errors:
                self.add_error("column_0", str(words))
        return cleaned | {"matched": matched}
