"""A write that came before is not done again: the same Idempotency-Key and body get the same answer.

What is refused is not kept: it may be mended and sent again under its key.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Schema

from api.auth import ApiRequest
from api.models import StoredAnswer
from api.problems import Problem
from clients.models import Client

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")


def once(request: ApiRequest, client: Client, act: Callable[[], Schema]) -> Any:
    """What `act` gives, or gave when the same came before. Of two at once the second waits for the first.

    Raises Problem: 400 for a key that is none, 409 for one that came with something else.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not KEY.fullmatch(key):
        raise Problem(400, _("An Idempotency-Key has 1 to 255 characters: letters, digits and signs, no spaces."))
    digest = sha256(request.get_full_path().encode() + b"\0" + request.body).hexdigest()
    with transaction.atomic():
        row, is_new = StoredAnswer.objects.get_or_create(
            token=request.api_token, key=key, defaults={"digest": digest, "client": client}
        )
        if not is_new:
            if row.digest != digest:
                raise Problem(409, _("This Idempotency-Key came before, with something else."))
            return row.body
        row.body = act().model_dump(mode="json")
        row.save(update_fields=["body"])
    return row.body
