"""How large and how tangled the code is: `script/lint --figures`. What each figure may be at most stands beside it."""

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles

from script.check_names import WEAK_NAMES, tracked, weak_names
from script.check_templates import COLUMNS, LINES, TEMPLATES, lines, long_lines

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FUNCTION = 40  # lines
MOST_PARAMETERS = 6
SUBJECT = 72  # characters of a commit's first line


def main() -> int:
    code = {path: ast.parse(path.read_text()) for path in tracked("*.py") if is_product(path)}
    templates = tracked(TEMPLATES)
    functions = [node for tree in code.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    imports = sorted(sum(isinstance(node, ast.ImportFrom) for node in ast.walk(tree)) for tree in code.values())
    figures: list[tuple[str, float, float]] = [
        ("longest Python file, lines", longest(list(code)), 400),
        ("longest template, lines", longest(templates), LINES),
        ("longest stylesheet, lines", longest(tracked("static/css/*.css")), 400),
        ("longest script, lines", longest(tracked("static/js/**/*.js")), 350),
        (f"template lines over {COLUMNS} columns", sum(len(long_lines(path)) for path in templates), 0),
        ("imports a file, median", median(imports), 7),
        ("imports a file, 90th percentile", quantiles(imports, n=10)[-1], 15),
        (f"functions over {LONGEST_FUNCTION} lines", sum(length(node) > LONGEST_FUNCTION for node in functions), 5),
        (f"functions with over {MOST_PARAMETERS} parameters", sum(map(has_many_parameters, functions)), 12),
        ("variables named " + ", ".join(sorted(WEAK_NAMES)), sum(len(weak_names(path)) for path in code), 0),
        (f"of the last 50 commits, subjects over {SUBJECT} characters", long_subjects(), 0),
    ]
    for name, figure, most in figures:
        print(f"{figure:>8.0f}  at most {most:>4.0f}  {name}{'' if figure <= most else '  <-- over'}")
    return 0


def is_product(path: Path) -> bool:
    return not {"tests", "script", "migrations"} & set(path.relative_to(ROOT).parts)


def longest(paths: list[Path]) -> int:
    return max(len(lines(path)) for path in paths)


def length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def has_many_parameters(function: ast.FunctionDef) -> bool:
    given = function.args
    names = [
        part.arg for part in (*given.posonlyargs, *given.args, *given.kwonlyargs) if part.arg not in {"self", "cls"}
    ]
    return len(names) > MOST_PARAMETERS


def long_subjects() -> int:
    subjects = subprocess.run(
        ["git", "log", "-50", "--format=%s"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return sum(len(subject) > SUBJECT for subject in subjects.stdout.splitlines())


if __name__ == "__main__":
    sys.exit(main())
