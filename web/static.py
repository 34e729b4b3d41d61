"""How static files are stored: hashed and compressed.

ES modules import each other under hashed names; what a phone loads comes without its comments, which weigh a sixth of
it, and its indentation, on the same lines. The stylesheet is one file.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

# Django can do so for all scripts, and then stumbles over those of others, whose comments name files that are not there.
IMPORTS = (
    (r"""(?P<matched>from "(?P<url>\./[^"]+)")""", """from "%(url)s\""""),
    (r"""(?P<matched>import\("(?P<url>\./[^"]+)"\))""", """import("%(url)s")"""),
)
STYLESHEET = "css/carelane.css"
STYLE_IMPORT = re.compile(r'@import url\("([^"]+)"\);\n')
OF_A_PHONE = ("js/phone/", "js/carelane.js")
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?s:.*?)\*/)$", re.MULTILINE)  # on lines of its own
INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", IMPORTS))
    max_post_process_passes = 10  # one for each step of the longest way from module to module

    def post_process(self, paths: dict[str, tuple[Any, str]], *args: Any, **options: Any) -> Iterator[Any]:
        for name, (source, path) in paths.items():
            if name == STYLESHEET:
                paths[name] = (_Joined(source), path)
            elif name.startswith(OF_A_PHONE):
                paths[name] = (_Lighter(source), path)
        yield from super().post_process(paths, *args, **options)


class _Rewritten:
    """Opens files of another storage with their text rewritten."""

    def __init__(self, source: Storage) -> None:
        self.source = source

    def open(self, path: str) -> "ContentFile[bytes]":
        return ContentFile(self._rewritten(path).encode())

    def _rewritten(self, path: str) -> str:
        raise NotImplementedError

    def _text(self, path: str) -> str:
        with self.source.open(path) as file:
            return bytes(file.read()).decode()


class _Joined(_Rewritten):
    """A stylesheet with those that it imports in their places: a phone loads one file."""

    def _rewritten(self, path: str) -> str:
        def imported(match: re.Match[str]) -> str:
            return self._text(posixpath.join(posixpath.dirname(path), match[1]))

        return STYLE_IMPORT.sub(imported, self._text(path))


class _Lighter(_Rewritten):
    """A script without indentation and the comments that stand on lines of their own; what follows stays on its line.

    No text between backticks goes over a line in them (tests/web/test_static.py).
    """

    def _rewritten(self, path: str) -> str:
        text = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), self._text(path))
        return INDENTATION.sub("", text)
