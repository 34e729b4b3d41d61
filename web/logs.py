"""What goes into the server's own log: never a secret that stood in an address."""

import logging
import re

SECRET = re.compile(r"(/l/[a-z-]+/|/key/|/from-mail/)[^/\s]+")


class WithoutSecrets(logging.Filter):
    """Blots out the tokens of mailed links in a record's words."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = SECRET.sub(r"\1…", record.getMessage())
        record.args = ()
        return True
