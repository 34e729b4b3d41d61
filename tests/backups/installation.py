"""An installation in a folder and a database of its own, asked by commands as an operator gives them."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings

SEAL_KEY = Fernet.generate_key().decode()


@dataclass(frozen=True)
class Installation:
    folder: Path
    database: str
    backup_key: str = ""
    secret_key: str = "x7" * 32

    @property
    def env(self) -> dict[str, str]:
        return os.environ | {
            "CARELANE_VAR": str(self.folder),
            "DATABASE_URL": self.database,
            "REDIS_URL": "",
            "CARELANE_BACKUP_KEYS": self.backup_key,
            "CARELANE_SECRET_KEY": self.secret_key,
            "CARELANE_SEAL_KEYS": SEAL_KEY,
        }

    def command(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """What `manage.py` answers."""
        return self._run(["manage.py", *words], **more)

    def python(self, code: str) -> Any:
        """What the code gives as `result`, run with Django set up."""
        done = self._run(["-c", f"import django, json\ndjango.setup()\n{code}\nprint(json.dumps(result))"])
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def _run(self, words: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        env = self.env | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        return subprocess.run(
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=env,
            check=False,
            capture_output=True,
            text=True,
            **more,
        )


DIGESTS = """
from django.apps import apps
from backups.tables import copied_models, digest_of
result = {model._meta.label_lower: digest_of(model, "default") for model in copied_models(apps)}
"""
