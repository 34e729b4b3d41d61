"""The one-time code in a mail, as its reader copies it."""

import re


def code_in(text: str) -> str:
    return re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", text)[0]
