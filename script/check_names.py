"""Names that say nothing (`one`, `found`, …), of variables in Python and in templates: a check of `script/lint`."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
WEAK_NAMES = frozenset({"one", "said", "found", "asked", "kept", "held"})
SHORT_LIVED = frozenset({"one"})  # may stand in a comprehension or a lambda on a single line
EXPRESSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
TAG = re.compile(r"{%\s*(?P<tag>\w+)\s+(?P<rest>.*?)%}", re.DOTALL)
QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'')


class Binding(NamedTuple):
    line: int
    name: str


def main() -> int:
    """Prints each weak name as `path:line name`, of all files or those of the patterns given; 1 where there is any."""
    weak = [
        f"{path.relative_to(ROOT)}:{binding.line} {binding.name}"
        for path in tracked(*(sys.argv[1:] or ["*.py", "templates/**"]))
        for binding in weak_names(path)
    ]
    print("\n".join(weak), end="\n" if weak else "")
    return 1 if weak else 0


def tracked(*patterns: str) -> list[Path]:
    """The files in git that fit the patterns of `git ls-files`."""
    names = subprocess.run(
        ["git", "ls-files", "-z", *(f":(glob){part}" if "/" in part else part for part in patterns)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in names.stdout.split("\0") if name and (ROOT / name).is_file()]


def weak_names(path: Path) -> list[Binding]:
    """Where a file binds a variable to a weak name, from the top."""
    text = path.read_text()
    bindings = _in_python(ast.parse(text)) if path.suffix == ".py" else _in_template(text)
    return sorted(binding for binding in bindings if binding.name in WEAK_NAMES)


def _in_python(node: ast.AST, line: int = 1, *, may_be_short: bool = False) -> Iterator[Binding]:
    """Every binding but the short names of expressions that stand on a single line."""
    line = getattr(node, "lineno", line)
    if isinstance(node, EXPRESSIONS):
        may_be_short = may_be_short or node.lineno == node.end_lineno
    name = _bound_by(node)
    if name and not (may_be_short and name in SHORT_LIVED):
        yield Binding(line, name)
    for child in ast.iter_child_nodes(node):
        yield from _in_python(child, line, may_be_short=may_be_short)


def _bound_by(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return name
        case ast.ExceptHandler(name=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
            return name
        case ast.alias(asname=name):
            return name
    return None


def _in_template(text: str) -> Iterator[Binding]:
    """What `for`, `with`, `blocktranslate` and `include` name, and what a tag gives a name with `as`."""
    for match in TAG.finditer(text):
        line, rest = text.count("\n", 0, match.start()) + 1, QUOTED.sub("''", match["rest"])
        names = re.findall(r"(?<![\w.])(\w+)=(?!=)", rest) + re.findall(r"\sas\s+(\w+)", rest)
        if match["tag"] == "for":
            names += re.split(r",\s*", rest.partition(" in ")[0].strip())
        yield from (Binding(line, name) for name in names)


if __name__ == "__main__":
    sys.exit(main())
