"""The embedded stack's broker: kombu's folder of messages, each of which is whole before a worker sees it."""

from pathlib import Path
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

from web.keys import uuid7


class WholeMessageChannel(filesystem.Channel):
    """kombu's own opens the file under its name and then writes: a worker that looks in between takes half a message,
    and ends over it."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{uuid7()}.{queue}.msg"  # in the order of time; kombu looks for what follows the first dot
        part = Path(self.data_folder_out) / f"{name}.part"
        part.write_text(dumps(payload))
        part.rename(part.with_suffix(""))


class Transport(filesystem.Transport):
    Channel = WholeMessageChannel


def use_whole_messages() -> None:
    """From now on "filesystem://" is this broker."""
    TRANSPORT_ALIASES["filesystem"] = "config.broker:Transport"
