"""Taking one check out of the running process, where all modules are loaded already.

A function keeps its identity and gets the code that the file without the check would give it. Whatever has imported
it, wraps it or routes to it then runs the mutated code; a forked process does so alone.
"""

import gc
import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CellType, CodeType, FunctionType
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from script.access_checks import UNGUARDED, Check


class NotAppliedError(Exception):
    """No function of the running process has this check."""


def apply(check: Check, root: Path) -> None:
    """Takes the check out of this process. Raises NotAppliedError where nothing was changed by that."""
    if check.what.startswith("middleware "):
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != check.what.partition(" ")[2]]
        return
    if check.what.startswith("@"):
        _bypass(check.what[1:], check, root)
        return
    _import_unguarded(check)
    replaced = 0
    for function, code in replacements(check.without, check, root, live_functions()):
        function.__code__ = code
        replaced += 1
    if not replaced:
        raise NotAppliedError(f"{check.path}:{check.line} {check.what}")


def replacements(
    text: str, check: Check, root: Path, live: Mapping[str, list[FunctionType]]
) -> Iterator[tuple[FunctionType, CodeType]]:
    """Each live function that the check stands in, or that is made inside of it, and its code in `text`."""
    path = str(root / check.path)
    codes = {code.co_qualname: code for code in _codes(compile(text, path, "exec"))}
    for function in live.get(path, []):
        name = function.__code__.co_qualname
        if (name == check.function or name.startswith(f"{check.function}.<locals>.")) and name in codes:
            yield function, codes[name]


def live_functions() -> dict[str, list[FunctionType]]:
    """Every function of this process, by the file that its code was compiled from."""
    functions: dict[str, list[FunctionType]] = {}
    for live in gc.get_objects():
        if type(live) is FunctionType:  # isinstance would wake what is lazy
            functions.setdefault(live.__code__.co_filename, []).append(live)
    return functions


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code itself and all that is nested in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _import_unguarded(check: Check) -> None:
    """The version of a door that checks nothing is imported by the mutated file's first line."""
    first_line = check.without.partition("\n")[0]
    if first_line.startswith(f"from {UNGUARDED} import"):
        module = importlib.import_module(check.path.removesuffix(".py").replace("/", "."))
        exec(first_line, vars(module))  # noqa: S102


# --- decorators ---------------------------------------------------------------------------


def _bypass(decorator: str, check: Check, root: Path) -> None:
    """Whoever calls the function that the decorator has made calls what it wraps instead."""
    module = importlib.import_module(check.path.removesuffix(".py").replace("/", "."))
    view = getattr(module, check.function)
    wrappers = [layer for layer in _layers(view) if _is_made_by_roles(layer, root)]
    if len(wrappers) != 1:
        raise NotAppliedError(f"{check.path}:{check.line} @{decorator}: {len(wrappers)} wrappers")
    wrapper, inner = wrappers[0], wrappers[0].__wrapped__
    for layer in _layers(view):
        for cell in layer.__closure__ or ():
            if layer is not wrapper and _holds(cell, wrapper):
                cell.cell_contents = inner
    for pattern in _patterns(get_resolver()):
        if pattern.callback is wrapper:
            pattern.callback = inner
    if view is wrapper:
        setattr(module, check.function, inner)


def _layers(view: Callable[..., Any]) -> list[Any]:
    """The view from its outermost decorator to the function itself."""
    layers: list[Any] = [view]
    inspect.unwrap(view, stop=lambda layer: bool(layers.append(layer)))  # type: ignore[func-returns-value]
    layers.append(inspect.unwrap(view))
    return list(dict.fromkeys(layers))


def _is_made_by_roles(layer: Any, root: Path) -> bool:
    code = getattr(layer, "__code__", None)
    return (
        code is not None and code.co_filename == str(root / "accounts" / "roles.py") and hasattr(layer, "__wrapped__")
    )


def _holds(cell: CellType, wanted: object) -> bool:
    try:
        return cell.cell_contents is wanted
    except ValueError:  # an empty cell
        return False


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern)
        else:
            yield pattern
