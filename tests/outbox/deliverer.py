"""One worker in a process of its own, for test_two_at_once: waits for the file `go`, then delivers what is due."""

import sys
import time
from pathlib import Path

import django

django.setup()

from outbox.delivery import deliver_due  # noqa: E402
from outbox.letters import MailKind, register  # noqa: E402
from tests.outbox.conftest import write_plain  # noqa: E402

register(MailKind("tests.plain", write_plain))
Path(sys.argv[2]).touch()
while not Path(sys.argv[1]).exists():
    time.sleep(0.01)
sys.stdout.write(str(deliver_due()))
