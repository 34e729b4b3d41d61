"""The practice's own settings: the environment's, with what admins have set over them."""

import time
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, ProgrammingError, transaction
from django.db.models import Q, Subquery
from django.urls import reverse
from django.utils import timezone

from web.errors import EditConflict
from web.models import PracticeSettings

LOGO = "carelane:/practice-logo"  # the address of the logo within a document
SETTLES_AFTER = timedelta(days=14)  # nobody's slip erases records the next night
FRESH_FOR = 30.0  # seconds for which a process need not look again
PAGE_SIZES = {PracticeSettings.Paper.LETTER: "Letter", PracticeSettings.Paper.A4: "A4"}


@dataclass(frozen=True)
class Practice:
    """Who runs this installation, as mails, pages and documents say it."""

    name: str
    postal_address: str
    phone: str
    privacy_officer: str
    privacy_email: str
    time_zone: str
    province: str
    languages: str
    paper: str
    sender_name: str
    sender_email: str
    record_years: int
    years_kept: int  # for which records are kept for now: a lower `record_years` counts after SETTLES_AFTER
    version: int = 0  # 0: the environment's alone
    logo: str = ""  # its file in the storage of uploads
    logo_url: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def client_languages(self) -> list[str]:
        """The languages in which clients are written to."""
        return self.languages.split("-")

    @property
    def page_size(self) -> str:
        """The paper of documents, as CSS names it."""
        return PAGE_SIZES[PracticeSettings.Paper(self.paper)]


# What people set; the logo is kept beside these.
FIELDS = [name for name in Practice.__dataclass_fields__ if name not in {"years_kept", "version", "logo", "logo_url"}]
_latest: tuple[float, Practice] | None = None  # until when (of the monotonic clock) it need not be read again


def practice() -> Practice:
    """The settings in force. A process reads them once in half a minute (one query), and after it saved them."""
    global _latest  # noqa: PLW0603 -- one value a process
    if _latest is None or time.monotonic() > _latest[0]:
        try:
            _latest = (time.monotonic() + FRESH_FOR, read_practice())
        except (OperationalError, ProgrammingError):  # no database, or one before its first migration
            return environment()
    return _latest[1]


def known_name() -> str:
    """The practice's name as this process last read it, for pages that may not ask the database."""
    return (_latest[1] if _latest else environment()).name


def read_practice() -> Practice:
    """The settings as the database has them now (one query)."""
    since = timezone.now() - SETTLES_AFTER
    before = PracticeSettings.objects.filter(at__lte=since).order_by("-version").values("pk")[:1]
    rows = list(PracticeSettings.objects.filter(Q(at__gt=since) | Q(pk=Subquery(before))).order_by("-version"))
    if not rows:
        return environment()
    row = rows[0]
    years = [version.record_years for version in rows]
    if rows[-1].at > since:
        years.append(environment().record_years)
    logo_url = reverse("practice_logo", args=[row.version]) if row.logo else ""
    values: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    return Practice(**values, years_kept=max(years), version=row.version, logo=row.logo.name or "", logo_url=logo_url)


def environment() -> Practice:
    """What the environment says: it holds until somebody saves."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Practice(
        name=name or "Carelane",
        postal_address=settings.MAIL_POSTAL_ADDRESS,
        phone="",
        privacy_officer="",
        privacy_email="",
        time_zone=settings.DEFAULT_TIME_ZONE,
        province=settings.DEFAULT_PROVINCE,
        languages=PracticeSettings.Languages.BOTH,
        paper=PracticeSettings.Paper.LETTER,
        sender_name=name,
        sender_email=address,
        record_years=10,
        years_kept=10,
    )


def keep_until_told(value: Practice | None) -> None:
    """What this process goes by until the settings are saved in it; None: what it reads next. For tests."""
    global _latest  # noqa: PLW0603 -- one value a process
    _latest = (float("inf"), value) if value else None


def save_practice(values: dict[str, Any], *, logo: Any, based_on: int, by: Any) -> PracticeSettings:
    """A new version of the settings; those before it stay as they were.

    `logo` is a file with a name, the name of the one that stays, or "" for none. Raises EditConflict where somebody
    else saved after version `based_on`.
    """
    row = PracticeSettings(**{name: values[name] for name in FIELDS}, version=based_on + 1, by=by)
    try:
        with transaction.atomic():
            _refuse_stale(based_on)
            row.logo = logo
            row.save()
    except IntegrityError as error:
        raise EditConflict from error
    keep_until_told(None)
    return row


def _refuse_stale(based_on: int) -> None:
    latest = PracticeSettings.objects.order_by("-version").values_list("version", flat=True).first() or 0
    if latest != based_on:
        raise EditConflict
