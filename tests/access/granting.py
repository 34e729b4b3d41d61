"""Which routes may give somebody a right, read from the code: a view from which a function that writes one is called.

Followed are calls by a function's name, by the name of its module, and of a method by its name, wherever it is defined.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from inspect import unwrap

from django.conf import settings

from script.access_checks import APPS
from tests.access.world import Route

# A row of these is a right, a way in, or a question that leads to one.
RIGHTS = {"ClientUserObjectPermission", "ConsentGrant", "GrantScope", "ShareLink", "Transfer", "User", "ChangeRequest"}
MAKES = {"create", "bulk_create", "get_or_create", "update_or_create"}
# These columns are rights as well.
POWERS = {
    "is_active", "is_client", "is_network_admin", "is_practitioner", "is_trainer", "lead_trainer", "successor",
    "given_at", "verification",
}  # fmt: skip
# Methods whose name says nothing of what they do.
ANY_METHOD = {"save", "clean", "create", "update", "delete", "get", "filter", "of", "due", "live", "open", "add"}

Function = tuple[str, str]  # module, name ("Class.method" for a method)


def granting_functions() -> set[Function]:
    """Every function of the project from which a right is written, directly or by others that it calls."""
    calls: dict[Function, set[Function]] = {}
    granting: set[Function] = set()
    methods: dict[str, set[Function]] = defaultdict(set)
    modules = dict(_modules())
    for module, tree in modules.items():
        for name, node in _functions(tree):
            if "." in name:
                methods[name.partition(".")[2]].add((module, name))
            if _writes_a_right(node):
                granting.add((module, name))
    for module, tree in modules.items():
        names = _imported(tree)
        for name, node in _functions(tree):
            calls[module, name] = set(_called(node, module, names, methods))
    while True:
        more = {function for function, called in calls.items() if called & granting} - granting
        if not more:
            return granting
        granting |= more


def view_of(route: Route) -> Function:
    view = unwrap(route.callback)
    return view.__module__, view.__name__


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if not {"migrations", "demo", "management"} & set(path.parts):
                module = path.relative_to(settings.BASE_DIR).with_suffix("").as_posix().replace("/", ".")
                yield module.removesuffix(".__init__"), ast.parse(path.read_text())


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _writes_a_right(function: ast.FunctionDef) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target)]
            if any(isinstance(part, ast.Attribute) and part.attr in POWERS for part in parts):
                return True
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in RIGHTS:
            return True
        if isinstance(node.func, ast.Attribute):
            model = ast.unparse(node.func.value).partition(".objects")[0]
            if node.func.attr in MAKES and model in RIGHTS:
                return True
            if node.func.attr == "update" and {keyword.arg for keyword in node.keywords} & POWERS:
                return True
    return False


def _imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """What a name stands for in the module: a function of another, or a module (with an empty function)."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                names[name.asname or name.name] = (node.module, name.name)
    return names


def _called(
    function: ast.FunctionDef, module: str, names: dict[str, tuple[str, str]], methods: dict[str, set[Function]]
) -> Iterator[Function]:
    for node in ast.walk(function):
        if isinstance(node, ast.Name):  # called, or given to what calls it
            yield names.get(node.id, (module, node.id))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in names:
                package, name = names[owner.id]
                yield f"{package}.{name}", node.func.attr
            if node.func.attr not in ANY_METHOD:
                yield from methods[node.func.attr]
