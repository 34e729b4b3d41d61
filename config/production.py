"""What a real installation has to be told: nothing that guards data has a default, and no example is taken for a value.

An installation that started with somebody's example would be open, or would mail nobody.
"""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SECRETS = ("CARELANE_SECRET_KEY", "CARELANE_SEAL_KEYS")
SHORTEST = 32  # characters of a secret
FEWEST = 12  # different ones among them
NEEDED = {
    "CARELANE_ALLOWED_HOSTS": "the host names that the site answers to",
    "CARELANE_BASE_URL": "the address of the site, which begins with https://",
    "DATABASE_URL": "the PostgreSQL that keeps the records",
    "REDIS_URL": "jobs and counts",
    "EMAIL_URL": "the SMTP server that sends Carelane's mail",
    "CARELANE_MAIL_FROM": "all mail says who sends it",
    "CARELANE_MAIL_ADDRESS": "all mail says from where it comes",
}

WORDS = ("change-me", "changeme", "example", "your-", "password123", "secret-key", "insecure", "placeholder", "xxxx")
# Domains that nobody can own (RFC 2606, RFC 6761), and the ones of our own documentation.
DOMAINS = (".example", "example.com", "example.org", "example.net", ".invalid", ".test")
PASSWORDS = {"password", "secret", "postgres", "carelane", "changeme", "change-me", "pass", "admin", "123456"}


def require_whole(env: environ.Env) -> None:
    """Raises ImproperlyConfigured with what is wrong and what to do. No value is in its words: they go to a log."""
    if problem := next(problems(env), ""):
        raise ImproperlyConfigured(f"{problem} (.env.example explains it; script/new-env writes a whole .env.)")


def problems(env: environ.Env) -> Iterator[str]:
    """A sentence each."""
    if env.bool("CARELANE_DEMO", False):
        yield "CARELANE_DEMO opens one-click sign-in: it can't go with CARELANE_PRODUCTION"
    yield from _about_secrets(env)
    yield from _about_values(env)
    if "*" in env.list("CARELANE_ALLOWED_HOSTS", default=[]):
        yield "CARELANE_ALLOWED_HOSTS is *: name the hosts, or mail would carry links to any"
    if not env.str("CARELANE_BASE_URL", "").startswith("https://"):
        yield "CARELANE_BASE_URL has to begin with https://"
    if _is_example_value("CARELANE_OPERATOR", env.str("CARELANE_OPERATOR", "")):
        yield "CARELANE_OPERATOR still has an example's value: who hears of errors"


def _about_secrets(env: environ.Env) -> Iterator[str]:
    for name in SECRETS:
        value = env.str(name, "")
        if len(value) < SHORTEST:
            yield f"{name} is missing or too short: put {SHORTEST} characters of chance there, or more"
        elif _is_example(value) or len(set(value)) < FEWEST:
            yield f"{name} is an example or can be guessed: make one of your own"


def _about_values(env: environ.Env) -> Iterator[str]:
    for name, purpose in NEEDED.items():
        value = env.str(name, "")
        if not value:
            yield f"{name} is missing: {purpose}"
        elif _is_example_value(name, value):
            yield f"{name} still has an example's value: put your own there"


def _is_example(secret: str) -> bool:
    return any(word in secret.lower() for word in WORDS)


def _is_example_value(name: str, value: str) -> bool:
    if name == "CARELANE_MAIL_ADDRESS":
        return "example street" in value.lower() or _is_example(value)
    if name == "DATABASE_URL":
        return _password_of(value) in PASSWORDS or _is_example(_password_of(value))
    if name == "EMAIL_URL":
        return _is_example_host(urlsplit(value).hostname or "") or _password_of(value) == "password"
    return any(_is_example_host(part) for part in _hosts_in(value))


def _hosts_in(value: str) -> list[str]:
    """Of an address, a list of hosts, or a sender."""
    if "://" in value:
        return [urlsplit(value).hostname or ""]
    return [part.strip(" >").rpartition("@")[2] for part in value.split(",")]


def _is_example_host(host: str) -> bool:
    return f".{host.lower()}".endswith(tuple(f".{domain.lstrip('.')}" for domain in DOMAINS))


def _password_of(address: str) -> str:
    return unquote(urlsplit(address).password or "").lower()
