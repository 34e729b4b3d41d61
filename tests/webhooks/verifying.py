"""The few lines of docs/webhooks.md by which a program checks what it gets: another hand than the one that signs."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings

TEXT = Path(settings.BASE_DIR, "docs", "webhooks.md").read_text("utf-8")
_names: dict[str, Any] = {}
exec(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[0], _names)
verify = _names["verify"]
