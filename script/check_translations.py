"""Texts that are marked for translation and that a catalogue lacks: a check of `script/lint`."""

import ast
import gettext
import re
import sys
import warnings
from collections.abc import Iterator, Mapping

import django
from django.utils.translation.template import templatize

from script.check_names import ROOT, tracked

LANGUAGES = ("fr",)
# What marks a text, and how many arguments are texts: a context, a singular, a plural. "_" is gettext or gettext_lazy.
MARKS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
WITH_CONTEXT = ("pgettext", "npgettext")
MARKED_IN_TEMPLATE = re.compile(r"\b(?:np|n|p)?gettext(?=\()|(?<!\w)_(?=\()")

Text = tuple[str, str]  # context or "", and the text; of a plural the singular


def main() -> int:
    """Prints each missing text as `language: "text" (path)`; 1 where there is any."""
    texts = marked_texts()
    missing = [
        f'{language}: "{text[1]}" ({path})'
        for language in LANGUAGES
        for text, path in sorted({text: texts[text] for text in texts.keys() - catalogue(language)}.items())
    ]
    print("\n".join(missing), end="\n" if missing else "")
    return 1 if missing else 0


def marked_texts() -> dict[Text, str]:
    """Every text of the code and the templates that is marked, with a file in which it stands."""
    django.setup()
    texts: dict[Text, str] = {}
    for path in tracked("*.py", "templates/**"):
        name = str(path.relative_to(ROOT))
        if name.startswith(("tests/", "script/")) or path.suffix not in {".py", ".html", ".txt"}:
            continue
        source = path.read_text("utf-8")
        for text in _of_python(source) if path.suffix == ".py" else _of_template(source, name):
            texts.setdefault(text, name)
    return texts


def catalogue(language: str) -> frozenset[Text]:
    """The texts that a compiled catalogue translates."""
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        keys = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    texts = {key[0] if isinstance(key, tuple) else key for key in keys}
    pairs = (text.rpartition("\x04") for text in texts)
    return frozenset((context, text) for context, _mark, text in pairs)


def _of_python(source: str) -> Iterator[Text]:
    tree = ast.parse(source)
    names = dict(_other_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _text_of(node, names)


def _other_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What a module calls Django's functions otherwise, such as `gettext as say`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)


def _of_template(source: str, name: str) -> Iterator[Text]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a comment for translators that stands where none reads it
        marked = templatize(source, origin=name)
    for mark in MARKED_IN_TEMPLATE.finditer(marked):
        yield from _of_call(marked[mark.start() :])


def _of_call(source: str) -> Iterator[Text]:
    """The text of the call with which a piece of Python begins; what follows the call is no Python."""
    for end in (bracket.end() for bracket in re.finditer(r"\)", source)):
        try:
            call = ast.parse(source[:end], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(call, ast.Call):
            yield from _text_of(call)
        return


def _text_of(call: ast.Call, names: Mapping[str, str] | None = None) -> Iterator[Text]:
    called = getattr(call.func, "id", getattr(call.func, "attr", ""))
    name = (names or {}).get(called, called).removesuffix("_lazy") or "_"  # "_lazy" is "_" too
    constants = [part.value for part in call.args[: MARKS.get(name, 0)] if isinstance(part, ast.Constant)]
    arguments = [value for value in constants if isinstance(value, str)]
    if not arguments or len(arguments) < MARKS[name]:
        return
    yield (arguments[0], arguments[1]) if name in WITH_CONTEXT else ("", arguments[0])


if __name__ == "__main__":
    sys.exit(main())
