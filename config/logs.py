"""What is written to the log, on standard error: a line each, without secrets and without words about people."""

from typing import Any


def logging(*, production: bool) -> dict[str, Any]:
    """Lines of JSON in production, with one for each request; lines to read elsewhere."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": "web.logs.JsonLines"},
        },
        "filters": {"without-secrets": {"()": "web.logs.WithoutSecrets"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if production else "line",
                "filters": ["without-secrets"],
            },
            "operator": {"class": "web.error_reports.MailToOperator", "level": "ERROR", "filters": ["without-secrets"]},
        },
        "root": {"handlers": ["console", "operator"], "level": "WARNING"},
        "loggers": {
            "carelane.security": {"level": "INFO"},
            "django.request": {"level": "ERROR"},  # a page that is not there is no news
            "carelane.request": {"level": "INFO" if production else "WARNING"},
            "fontTools": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
            # Gunicorn's own handler would write an error with the whole address.
            "gunicorn.error": {"level": "WARNING", "handlers": ["console", "operator"], "propagate": False},
        },
    }
