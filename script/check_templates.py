"""Whether each template can be read, how wide and how long it is: a check of `script/lint`."""

import sys
from pathlib import Path

from script.check_names import ROOT, tracked

TEMPLATES = "templates/**/*.html"
COLUMNS = 120
LINES = 200


def main() -> int:
    """Prints each line that is too wide as `path:line`, and each template that is too long; 1 where there is any."""
    problems = []
    for path in tracked(TEMPLATES):
        name = path.relative_to(ROOT)
        problems += [f"{name}:{number} is over {COLUMNS} columns" for number in long_lines(path)]
        if (length := len(lines(path))) > LINES:
            problems.append(f"{name} has {length} lines, at most {LINES}")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def long_lines(path: Path) -> list[int]:
    """The numbers of the lines that have more than COLUMNS columns."""
    return [number for number, line in enumerate(lines(path), start=1) if len(line) > COLUMNS]


if __name__ == "__main__":
    sys.exit(main())
