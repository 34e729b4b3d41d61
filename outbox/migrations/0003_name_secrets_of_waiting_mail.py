"""Mail that waits from before: its secret was one string, and some of what it needs stood in its `dedupe_key`."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.db import migrations

from outbox.sealing import seal_secrets, unseal

NOTICES = [
    "clients.correction-answered",
    "clients.glass-broken-client",
    "consent.ended",
    "consent.reduced",
    "consent.suspended-client",
]
SECRETS = {
    **{kind: ["sharing_token"] for kind in NOTICES},
    "homework": ["answer_token", "stop_token", "sharing_token"],
    "benefits.lapsing": ["stop_token", "sharing_token"],
    "accounts.invitation": ["path"],
    "accounts.password_reset": ["link"],
    "accounts.address": ["link"],
    "accounts.sign_in_code": ["code"],
    "consent.code": ["code"],
}
OTHERS = ["token", "sharing_token"]
UNSENT = ["waiting", "claimed", "in-flight", "failed", "unknown"]  # the last two may be sent again


def name_secrets(apps: Any, schema_editor: Any) -> None:
    message_model = apps.get_model("outbox", "Message")
    for message in message_model.objects.filter(state__in=UNSENT).iterator():
        message.payload = payload_of(message)
        try:
            parts = unseal(message.sealed_secrets).split(" ")
        except InvalidToken:  # its key is gone: it can't be written, as before
            continue
        if message.sealed_secrets:
            message.sealed_secrets = seal_secrets(dict(zip(SECRETS.get(message.kind, OTHERS), parts, strict=False)))
        message.save(update_fields=["payload", "sealed_secrets"])


def payload_of(message: Any) -> dict[str, Any]:
    parts = message.dedupe_key.split(":")
    match message.kind:
        case "homework":
            return {"on": parts[-1]}
        case "benefits.lapsing":
            return {"year": parts[2]}
        case "accounts.sign_in_code":
            return {"sign_in_code": parts[1]}
        case "clients.log-broken":
            return {"clients": message.subject_id.int}
    return {}


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_payload_and_secrets")]

    operations = [migrations.RunPython(name_secrets, migrations.RunPython.noop)]
