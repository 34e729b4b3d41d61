"""What is asked on the way of a file of clients: the file, what its columns are, and each row."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.forms.models import construct_instance
from django.utils.translation import gettext_lazy as _

from clients.forms import PersonForm
from clients.import_columns import COLUMNS
from clients.models import ClientImport
from web.keys import uuid7
from web.tables_in import Table, UnreadableTableError, read_table
from web.uploads import MOST_BYTES

SAMPLES = 3
LEFT_OUT = "-"
CLEAR_DAYS = ["%Y-%m-%d", "%b %d %Y", "%b %d, %Y", "%d %b %Y", "%B %d %Y", "%B %d, %Y", "%d %B %Y"]


class UploadForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=True,  # said in our own words
        widget=forms.FileInput({"accept": ".csv,text/csv,.txt,.tsv"}),
        help_text=_("At most 10 MB and 5,000 rows, with a heading. A file that Excel saved as CSV will do."),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_file(self) -> Table:
        """The table in the file."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Split it into several."))
        try:
            table = read_table(upload.read())
        except UnreadableTableError as error:
            raise forms.ValidationError(str(error)) from error
        if any("@" in heading for heading in table.columns):
            raise forms.ValidationError(
                _("The first row is a client already. Put a row with headings above it, such as Name and E-mail.")
            )
        return table


class MatchForm(forms.Form):
    """For each column of the file: what of a client it has."""

    def __init__(self, *args: Any, imported: ClientImport, guess: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.imported = imported
        fields = {number: field for field, number in guess.items()}
        choices = [(LEFT_OUT, _("Leave it out")), *((column.field, column.label) for column in COLUMNS)]
        for number, heading in enumerate(imported.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading or _("Column %(number)d") % {"number": number + 1},
                choices=choices,
                initial=fields.get(number, LEFT_OUT),
            )
        self.fields["known"] = forms.ChoiceField(
            label=_("Clients whom you have already"),
            choices=ClientImport.Known,
            widget=forms.RadioSelect,
            initial=imported.known,
            help_text=_("They are known by their e-mail. Empty cells never wipe what is kept."),
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
        if "name" not in matched and not self.errors:
            self.add_error("column_0", _("No column has the name. Say which one it is: every client needs one."))
        return cleaned | {"matched": matched}


class RowForm(PersonForm):
    """One row of a file."""

    class Meta(PersonForm.Meta):
        error_messages = {"name": {"required": _("Every client needs a name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A day comes as YYYY-MM-DD (clients/import_dates.py), or with its month in letters."""
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].input_formats = CLEAR_DAYS  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Without what Django does again for the model: the fields and `clean` have checked all of it.

        It would ask the database row by row, and take as long as everything else.
        """
        self.instance = construct_instance(self, self.instance, self._meta.fields)
