"""What is written to the log, on standard error: a line each, without secrets."""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without-secrets": {"()": "web.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without-secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "carelane.security": {"level": "INFO"},
        "django.request": {"level": "ERROR"},  # a page that is not there is no news
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
