"""Finding every access check in the code, and the code without it.

A check is found by what it is, never by a list of names:

- a decorator that `accounts/roles.py` defines, on a view
- `lead=True` given to a door
- a door: a function of the modules that hold the boundary which may refuse, where it is called
- a condition by which a door, or a query that a door uses, picks its rows
- an `if` that refuses: that raises one of the refusals, or gives an empty query
- a keyword that ties what a page asks for to what its door gave, or to who asks
- a middleware of ours
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APPS = [
    "accounts",
    "clients",
    "careplan",
    "benefits",
    "sessions_log",
    "consent",
    "referrals",
    "reports",
    "sharing",
    "homework",
    "measures",
    "progress",
    "workspace",
    "practitioner_portal",
    "client_portal",
    "api",
    "webhooks",
    "network_admin",
    "practitioners",
    "exercises",
    "config",
    "web",
]
BOUNDARY = {
    "api/auth.py",
    "accounts/roles.py",
    "accounts/step_up.py",
    "clients/access.py",
    "clients/links.py",
    "practitioner_portal/viewers.py",
}
REFUSALS = {"Http404", "PermissionDenied", "AccessDenied", "OtherRoleRequired", "ReauthenticationRequired"}
GIVEN = {"client", "view", "viewer", "grant", "session", "link", "entry"}  # what doors give, as pages call it
PICKS = {"filter", "exclude", "get", "get_object_or_404"}
UNGUARDED = "script.unguarded"  # the same doors, open to all


@dataclass(frozen=True)
class Check:
    path: str
    line: int
    what: str
    function: str  # in which it stands
    without: str  # the file's text without it


@dataclass(frozen=True)
class Source:
    path: str
    text: str
    tree: ast.Module

    @classmethod
    def read(cls, root: Path, path: Path) -> "Source":
        text = path.read_text()
        return cls(path.relative_to(root).as_posix(), text, ast.parse(text))

    @property
    def is_views(self) -> bool:
        return "views" in self.path

    def offset(self, line: int, column: int) -> int:
        """Of a place in the tree, which counts bytes, in the text."""
        lines = self.text.splitlines(keepends=True)
        return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())

    def check(self, node: ast.AST, instead: str, what: str, function: str, *, whole: str = "") -> Check:
        start = self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        end = self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        text = self.text[:start] + instead + self.text[end:]
        return Check(self.path, node.lineno, what, function, whole + text)  # type: ignore[attr-defined]


def find_checks(root: Path) -> list[Check]:
    """Every check below `root`, in the order of the files."""
    sources = [
        Source.read(root, path)
        for app in APPS
        for path in sorted((root / app).rglob("*.py"))
        if "migrations" not in path.parts and "demo" not in path.parts and "management" not in path.parts
    ]
    roles = {name for source in sources if source.path == "accounts/roles.py" for name in _functions(source)}
    refusing, doors = _doors(sources)
    queries = _queries_of(sources, doors)
    checks = [
        check
        for source in sources
        for name, function in _functions(source).items()
        for check in _in_function(source, name, function, roles=roles, refusing=refusing, doors=doors, queries=queries)
    ]
    return [*checks, *_middleware(Source.read(root, root / "config" / "settings.py"))]


def _in_function(
    source: Source,
    name: str,
    function: ast.FunctionDef,
    *,
    roles: set[str],
    refusing: set[str],
    doors: dict[str, ast.FunctionDef],
    queries: set[str],
) -> Iterator[Check]:
    if source.is_views:
        yield from _decorators(source, name, function, roles)
        yield from _ties(source, name, function)
    if source.path not in BOUNDARY:
        yield from _door_calls(source, name, function, refusing - set(_functions(source)))
    yield from _refusals(source, name, function)
    if (source.path in BOUNDARY and name in doors) or name in queries:
        yield from _conditions(source, name, function)


def _functions(source: Source) -> dict[str, ast.FunctionDef]:
    """By name; methods as "Class.method"."""
    functions = {}
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef):
            functions[node.name] = node
        elif isinstance(node, ast.ClassDef):
            functions |= {f"{node.name}.{one.name}": one for one in node.body if isinstance(one, ast.FunctionDef)}
    return functions


def _doors(sources: list[Source]) -> tuple[set[str], dict[str, ast.FunctionDef]]:
    """The boundary's functions that refuse; and these with those of the same module that they go through."""
    boundary = [_functions(source) for source in sources if source.path in BOUNDARY]
    every = {name: function for functions in boundary for name, function in functions.items()}
    refusing = {name for name, function in every.items() if _refuses(function)}
    while through_another := {name for name in every.keys() - refusing if _calls(every[name]) & refusing}:
        refusing |= through_another  # a door may refuse by another one, of another module too
    doors: dict[str, ast.FunctionDef] = {}
    for functions in boundary:
        own = refusing & functions.keys()
        through = {called for name in own for called in _calls(functions[name]) if called in functions}
        doors |= {name: functions[name] for name in own | through}
    return refusing, doors


def _queries_of(sources: list[Source], doors: dict[str, ast.FunctionDef]) -> set[str]:
    """The methods of querysets by which doors pick their rows, and those that these go through."""
    methods = {
        name: function
        for source in sources
        for name, function in _functions(source).items()
        if name.partition(".")[0].endswith("QuerySet")
    }
    wanted = {attribute for door in doors.values() for attribute in _attributes(door)}
    queries = {name for name in methods if name.partition(".")[2] in wanted}
    return queries | {
        other
        for name in queries
        for other in methods
        if other.partition(".")[0] == name.partition(".")[0] and other.partition(".")[2] in _attributes(methods[name])
    }


# --- the kinds of checks ----------------------------------------------------------------------


def _decorators(source: Source, name: str, function: ast.FunctionDef, roles: set[str]) -> Iterator[Check]:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id in roles:
            yield source.check(decorator, "staticmethod", f"@{decorator.id}", name)


def _door_calls(source: Source, name: str, function: ast.FunctionDef, doors: set[str]) -> Iterator[Check]:
    alone = {node.value for node in ast.walk(function) if isinstance(node, ast.Expr)}
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        lead = next((one for one in node.keywords if ast.unparse(one) == "lead=True"), None)
        if lead is not None:
            yield source.check(lead, "lead=False", "lead=True", name)
        if not isinstance(node.func, ast.Name) or node.func.id not in doors:
            continue
        if node in alone:
            yield source.check(node, "None", f"{node.func.id}()", name)
        else:
            door = node.func.id
            imported = f"from {UNGUARDED} import {door} as unguarded_{door}\n"
            yield source.check(node.func, f"unguarded_{door}", f"{door}()", name, whole=imported)


def _ties(source: Source, name: str, function: ast.FunctionDef) -> Iterator[Check]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _called(node) in PICKS:
            for keyword in node.keywords:
                if keyword.arg not in {None, "pk", "id"} and _root(keyword.value) in GIVEN | {"request.user"}:
                    yield _without(source, node, keyword, name)


def _refusals(source: Source, name: str, function: ast.FunctionDef) -> Iterator[Check]:
    for node in ast.walk(function):
        if not isinstance(node, ast.If) or not _is_refusal(node.body[0]):
            continue
        refused = ast.unparse(node.body[0]).partition("(")[0]
        yield source.check(node.test, "False", f"if {_short(node.test)}: {refused}", name)
        if isinstance(node.test, ast.BoolOp):
            neutral = "False" if isinstance(node.test.op, ast.Or) else "True"
            for part in node.test.values:
                if "isinstance" in ast.unparse(part):
                    continue  # for the types: who is not signed in never comes so far
                yield source.check(part, neutral, f"{_short(part)} of a refusal", name)


def _conditions(source: Source, name: str, function: ast.FunctionDef) -> Iterator[Check]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _called(node) in {"filter", "exclude"}:
            parts: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
            for part in parts:
                yield _without(source, node, part, name)


def _middleware(source: Source) -> Iterator[Check]:
    for node in ast.walk(source.tree):
        is_list = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MIDDLEWARE"
        for entry in node.value.elts if is_list else []:  # type: ignore[attr-defined]
            if entry.value.partition(".")[0] in APPS:
                yield source.check(entry, "*[]", f"middleware {entry.value}", "")


# --- reading the tree -------------------------------------------------------------------------


def _without(source: Source, call: ast.Call, part: ast.expr | ast.keyword, function: str) -> Check:
    """The call without one of its arguments."""
    left = [ast.unparse(one) for one in (*call.args, *call.keywords) if one is not part]
    instead = f"{ast.unparse(call.func)}({', '.join(left)})"
    return source.check(call, instead, f"{_called(call)}({_short(part)})", function)


def _is_refusal(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise) and node.exc is not None:
        return ast.unparse(node.exc).partition("(")[0] in REFUSALS
    return isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) == "self.none()"


def _refuses(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Raise) and _is_refusal(node) for node in ast.walk(function))


def _calls(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def _attributes(function: ast.FunctionDef) -> set[str]:
    return {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _root(value: ast.expr) -> str:
    """`client` of client.pk; request.user as it is."""
    if ast.unparse(value).startswith("request.user"):
        return "request.user"
    while isinstance(value, ast.Attribute):
        value = value.value
    return value.id if isinstance(value, ast.Name) else ""


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else f"{text[:67]}…"
