"""What admins say of the network's files."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from practitioners.file_columns import COLUMNS
from practitioners.network_records import PractitionerImport
from web.table_forms import MatchForm


class MatchPractitionersForm(MatchForm):
    needed: ClassVar = {
        "name": _("No column has the name. Say which one it is: everybody needs one."),
    }

    def __init__(self, *args: Any, imported: PractitionerImport, **kwargs: Any) -> None:
        super().__init__(*args, imported=imported, known=COLUMNS, **kwargs)
        self.fields["known"] = forms.ChoiceField(
            label=_("Practitioners who are in the network already"),
            choices=PractitionerImport.Known,
            widget=forms.RadioSelect,
            initial=imported.known,
            help_text=_("They are known by their licence, or by e-mail and name. Empty cells never wipe what is kept."),
        )
