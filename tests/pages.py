"""Pages as they are read: whatever the lines of their templates."""

import re


def as_read(html: str) -> str:
    """The HTML with a space for each run of whitespace, and with none at the edges of an element."""
    on_one_line = re.sub(r"[ \n]+", " ", html)
    return re.sub(r"(<[^/][^>]*>) | (?=</)", r"\1", on_one_line)


def is_checked(html: str, value: object) -> bool:
    """Whether the page has a radio button or a box of this value that is chosen."""
    return bool(re.search(rf'value="{re.escape(str(value))}"[^>]*\schecked', html))
