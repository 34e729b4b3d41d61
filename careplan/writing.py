"""Saving the form of guidance: a practitioner's own, or a trainer's who writes down what they said."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import User
from careplan.correspondence import keep_document
from careplan.guidance import GuidanceFields, change, record_guidance
from careplan.models import Document, Guidance
from clients.models import Client
from practitioners.models import Practitioner
from web.uploads import Upload


@dataclass(frozen=True)
class Source:
    """Whose word it is, how it came, and who wrote it down if they did not themselves."""

    practitioner: Practitioner
    how_it_came: str
    entered_by: User | None = None


@dataclass(frozen=True)
class WrittenGuidance:
    """What a form of guidance holds. Sent twice under one `key`, it is saved once."""

    fields: GuidanceFields
    key: UUID
    upload: Upload | None  # a new letter that comes with it
    letter: Document | None  # else one that is here already


@transaction.atomic
def save_guidance(
    client: Client, written: WrittenGuidance, *, source: Source, replaces: Guidance | None = None
) -> Guidance:
    """Saves guidance and its letter together, or neither; with `replaces`, in the place of that.

    Raises TooManyDocumentsError, and what careplan.guidance.record_guidance or .change raises.
    """
    fields: GuidanceFields = {**written.fields, "document": _letter(client, written, source)}
    if replaces is None:
        return record_guidance(
            client,
            practitioner=source.practitioner,
            how_it_came=source.how_it_came,
            entered_by=source.entered_by,
            key=written.key,
            **fields,
        )
    return change(
        replaces,
        by=source.practitioner,
        how_it_came=source.how_it_came,
        entered_by=source.entered_by,
        key=written.key,
        **fields,
    )


def _letter(client: Client, written: WrittenGuidance, source: Source) -> Document | None:
    if written.upload is None:
        return written.letter
    return keep_document(
        client,
        practitioner=source.practitioner,
        title=written.fields["text"][:120],
        upload=written.upload,
        entered_by=source.entered_by,
        key=written.key,
    )
