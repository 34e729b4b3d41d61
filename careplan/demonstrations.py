"""A practitioner's own picture or short video of an exercise that they asked for."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import User
from careplan.models import Demonstration, Prescription
from clients.lifecycle import require_confirmed
from web.media import shown_file
from web.uploads import SUFFIXES, Upload


@transaction.atomic
def keep_demonstration(
    prescription: Prescription, *, upload: Upload, by: User | None, now: datetime | None = None
) -> Demonstration:
    """Keeps a file in place of the one before, which goes. `by` is the trainer who put it in, None the practitioner.

    Raises NotConfirmedError until the client has confirmed.
    """
    require_confirmed(prescription.client)
    _let_file_go(prescription)
    values = {
        "content_type": upload.content_type,
        "size": upload.content.size,
        "entered_by": by,
        "kept_at": now or timezone.now(),
    }
    demonstration, _is_new = Demonstration.objects.update_or_create(
        prescription=prescription, defaults=values, create_defaults=values
    )
    demonstration.file.save(upload.name, upload.content)
    return demonstration


@transaction.atomic
def remove_demonstration(prescription: Prescription) -> None:
    """Twice changes nothing."""
    _let_file_go(prescription)
    Demonstration.objects.filter(prescription=prescription).delete()


def carry_demonstration(before: Prescription, after: Prescription) -> None:
    """What shows an exercise goes along with its next dose."""
    Demonstration.objects.filter(prescription=before).update(prescription=after)


def demonstration_response(request: HttpRequest, demonstration: Demonstration) -> HttpResponseBase:
    """Shown in the page, and nothing that could run; its name tells nothing personal."""
    name = f"exercise.{SUFFIXES[demonstration.content_type]}"
    return shown_file(request, demonstration.file, content_type=demonstration.content_type, name=name)


def _let_file_go(prescription: Prescription) -> None:
    """The file that is kept so far goes, once what takes its place is certain."""
    for demonstration in Demonstration.objects.select_for_update().filter(prescription=prescription):
        storage, name = demonstration.file.storage, demonstration.file.name
        if name:
            transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]
