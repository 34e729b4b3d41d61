"""What goes into the server's own log: never a secret that stood in an address, nor a word about a person.

An exception is told by its type and by the places in the code that led to it. Its message is left out: a database quotes
the row that it refuses, a parser the text that it could not read.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

SECRET = re.compile(
    r"(/l/[a-z-]+/|/key/|/from-mail/|/account/stop/|/account/confirm-email/|/announcements/(?:stop|again)/)[^/\s]+"
)
ADDRESS = re.compile(r"[^\s<>@\"'(,;:=]+@[^\s<>@\"'),;:]+\.[A-Za-z]{2,}")
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")  # what was searched for, and other words of people
NO_REQUEST = ""

request_id: ContextVar[str] = ContextVar("request_id", default=NO_REQUEST)


class WithoutSecrets(logging.Filter):
    """Blots out tokens of mailed links, mail addresses, queries, and the words of an exception; adds the request's id."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = scrubbed(record.getMessage(), record.exc_info)
        record.args = ()
        record.request_id = request_id.get()
        if record.exc_info:
            record.exc_text = places_of(record.exc_info[1])
        record.stack_info = None
        return True


def scrubbed(text: str, exc_info: Any = None) -> str:
    error = exc_info[1] if exc_info else None
    while error is not None:
        for words in (repr(error), str(error)):
            if len(words) > 3:
                text = text.replace(words, type(error).__name__)
        error = error.__cause__ or error.__context__
    # Celery puts the whole traceback into its message.
    text = text.partition("\nTraceback (most recent call last)")[0]
    for pattern, instead in ((SECRET, r"\1…"), (QUERY, r"\1?…"), (ADDRESS, "…@…")):
        text = pattern.sub(instead, text)
    return text


def places_of(error: BaseException | None) -> str:
    """The exception's type and the lines of code that led to it, those of its causes first; no value of a variable."""
    lines: list[str] = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines = [f"{type(error).__module__}.{type(error).__qualname__}", *places, *lines]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


class JsonLines(logging.Formatter):
    """One JSON object a line; what a logger was given as `extra={"fields": …}` stands beside the rest."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request_id", NO_REQUEST),
            **getattr(record, "fields", {}),
        }
        if record.exc_text:
            line["error"] = record.exc_text
        return json.dumps({name: value for name, value in line.items() if value != NO_REQUEST}, ensure_ascii=False)
