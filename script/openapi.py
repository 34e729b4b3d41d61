"""docs/openapi.json is the description of the API as it is.

python -m script.openapi           compares
python -m script.openapi --write   writes it
"""

import sys
from pathlib import Path

import django

COPY = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def main() -> int:
    django.setup()
    from api.views.description import description_text

    if "--write" in sys.argv:
        COPY.write_text(description_text())
    if COPY.read_text() == description_text():
        return 0
    print("docs/openapi.json is not the API as it is: python -m script.openapi --write")
    return 1


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main())
