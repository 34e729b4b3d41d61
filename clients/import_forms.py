"""What is asked on the way of a file of clients besides the file: what its columns are, and each row."""

from typing import Any, ClassVar

from django import forms
from django.forms.models import construct_instance
from django.utils.translation import gettext_lazy as _

from clients.file_columns import COLUMNS
from clients.forms import PersonForm
from clients.models import ClientImport
from web.table_forms import MatchForm

CLEAR_DAYS = ["%Y-%m-%d", "%b %d %Y", "%b %d, %Y", "%d %b %Y", "%B %d %Y", "%B %d, %Y", "%d %B %Y"]


class MatchClientsForm(MatchForm):
    needed: ClassVar = {"name": _("No column has the name. Say which one it is: every client needs one.")}

    def __init__(self, *args: Any, imported: ClientImport, **kwargs: Any) -> None:
        super().__init__(*args, imported=imported, known=COLUMNS, **kwargs)
        self.fields["known"] = forms.ChoiceField(
            label=_("Clients whom you have already"),
            choices=ClientImport.Known,
            widget=forms.RadioSelect,
            initial=imported.known,
            help_text=_("They are known by their e-mail. Empty cells never wipe what is kept."),
        )


class RowForm(PersonForm):
    """One row of a file."""

    class Meta(PersonForm.Meta):
        error_messages = {"name": {"required": _("Every client needs a name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A day comes as YYYY-MM-DD (clients/import_dates.py), or with its month in letters."""
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].input_formats = CLEAR_DAYS  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """As it is: the cell was read before, and what is kept already stays as somebody wrote it."""
        return self.cleaned_data["phone"]

    def clean_emergency_phone(self) -> str:
        return self.cleaned_data["emergency_phone"]

    def _post_clean(self) -> None:
        """Without what Django does again for the model: the fields and `clean` have checked all of it.

        It would ask the database row by row, and take as long as everything else.
        """
        self.instance = construct_instance(self, self.instance, self._meta.fields)
