"""All settings, from the environment (documented in .env.example).

Without any variable this is the embedded stack: SQLite, a filesystem broker and mail as
files, all in `var/`. With CARELANE_PRODUCTION=1 nothing that guards data has a default.
"""

import os
import secrets
import zoneinfo
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import timedelta
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path

import environ
from cryptography.fernet import Fernet, MultiFernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import logs, pages, production, schedule, stores

# Time zones are those of the tzdata package, the same on every machine: an operating system's own may be years old.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

PRODUCTION: bool = env.bool("CARELANE_PRODUCTION", False)
DEMO_MODE: bool = env.bool("CARELANE_DEMO", False)
VAR_DIR = Path(env.str("CARELANE_VAR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
BASE_URL: str = env.str("CARELANE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")

if PRODUCTION:
    production.require_whole(env)


def local_secret() -> str:
    """A secret of this machine's own for the embedded stack, made once and kept in `var/`."""
    path = VAR_DIR / "secret.key"
    if not path.exists():
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(0o600)
        new.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # linked whole: no process that starts at the same time reads half a key
            path.hardlink_to(new)
        new.unlink()
    return path.read_text()


DEBUG = False
SECRET_KEY: str = env.str("CARELANE_SECRET_KEY", "") or local_secret()
# What was signed with these is still taken: see docs/security.md, "Changing keys".
SECRET_KEY_FALLBACKS: list[str] = env.list("CARELANE_SECRET_KEY_FALLBACKS", default=[])
# Names mailboxes and trainers where they may not be named. It opens nothing, and stays when the other keys change: limits,
# stops and what lies on phones go by these names.
PSEUDONYM_KEY: str = env.str("CARELANE_PSEUDONYM_KEY", "") or [SECRET_KEY, *SECRET_KEY_FALLBACKS][-1]
_sealing = env.str("CARELANE_SEAL_KEYS", "") or urlsafe_b64encode(sha256(SECRET_KEY.encode()).digest()).decode()
SEAL_KEYS: list[str] = _sealing.split(",")
try:
    MultiFernet([Fernet(key) for key in SEAL_KEYS])
except ValueError as error:
    raise ImproperlyConfigured("CARELANE_SEAL_KEYS are no keys (.env.example says how to make one).") from error
ALLOWED_HOSTS: list[str] = env.list("CARELANE_ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost"])
BACKUP_KEYS: list[str] = env.list("CARELANE_BACKUP_KEYS", default=[])  # public ones, of age
CSRF_TRUSTED_ORIGINS = [BASE_URL] if PRODUCTION else []

INSTALLED_APPS = [
    *(["demo"] if DEMO_MODE else []),
    "backups",
    "network_admin",
    "api",
    "webhooks",
    "workspace",
    "practitioner_portal",
    "client_portal",
    "reports",
    "sharing",
    "referrals",
    "sessions_log",
    "homework",
    "benefits",
    "consent",
    "careplan",
    "measures",
    "clients",
    "practitioners",
    "exercises",
    "accounts",
    "outbox",
    "web",
    "config.apps.NetworkAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "anymail",
    "csp",
    "django_htmx",
    "simple_history",
    "template_partials",
]

MIDDLEWARE = [
    "web.requests.RequestMiddleware",
    "web.headers.PrivateByDefaultMiddleware",
    "api.problems.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # a script or stylesheet needs no policy of its own
    "csp.middleware.CSPMiddleware",
    "web.replica.ReadYourWritesMiddleware",
    "web.database_loss.DatabaseLossMiddleware",
    "web.body_size.BodySizeMiddleware",
    "sessions_log.offline.shell.ShellMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "web.origin.OriginOfSecretPagesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.preferences.PreferencesMiddleware",  # what the others refuse is in the reader's language, too
    "accounts.security_log.RefusalsMiddleware",
    "web.one_upload.OneUploadMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "consent.kiosk.KioskMiddleware",
    "accounts.sessions.SessionLimitsMiddleware",
    "web.public.LoginRequiredMiddleware",
    "accounts.roles.RoleMiddleware",
    "web.errors.TooManyMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clients.no_log_no_data.NoLogNoDataMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
PAGES = pages.PAGES

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.site",
            ],
            "builtins": ["web.templatetags.typography"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data ---------------------------------------------------------------------------------

DATABASES = stores.databases(env, VAR_DIR)
DATABASE_ROUTERS = ["web.replica.ReplicaRouter"]
REDIS_URL: str = env.str("REDIS_URL", "")
CACHES = stores.caches(REDIS_URL, VAR_DIR)
SESSION_ENGINE = stores.session_engine(env.str("CARELANE_SESSIONS", "database"), redis_url=REDIS_URL)

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("CARELANE_STATIC_ROOT", str(VAR_DIR / "static"))
MEDIA_ROOT = VAR_DIR / "media"
# S3, or what speaks like it: AWS's own where no address is given.
S3_ENDPOINT: str = env.str("CARELANE_S3_ENDPOINT", "")
S3_REGION: str = env.str("CARELANE_S3_REGION", "")
STORAGES = stores.storages(env.str("CARELANE_FILES_BUCKET", ""), endpoint=S3_ENDPOINT, region=S3_REGION)
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for them
# Nobody uploads more than a document's 10 MB; the rest is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- people -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.BreachedPasswordValidator"},
    {"NAME": "accounts.passwords.ContextWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "add_email": "accounts.forms.ChangeAddressForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "request_login_code": "accounts.forms.SendCodeForm",
    "confirm_login_code": "accounts.forms.EnterCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to who has no account
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = None  # asked: "this is my own phone"
ACCOUNT_CHANGE_EMAIL = True  # one address; the new one takes over once it is confirmed
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("CARELANE_STEP_UP_MINUTES", 30) * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 5
ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED = True  # a practitioner's own browser: next time the password alone
# docs/limits.md has all limits. Ours, in web/limits.py, stand for allauth's where a stranger would use up the tries of
# the right person; second steps are counted in accounts/second_step_tries.py.
ACCOUNT_RATE_LIMITS = {
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
} | dict.fromkeys(["login", "login_failed", "request_login_code", "reset_password", "reset_password_from_key"])
MFA_RATE_LIMITS = {"webauthn_login": None}  # a passkey can't be guessed, and gets in whatever strangers do
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.PasskeyForm",
    "authenticate": "accounts.second_step_tries.SecondStepForm",
    "reauthenticate": "accounts.second_step_tries.SecondStepProofForm",
    "authenticate_webauthn": "accounts.passkeys.PasskeySecondStepForm",
    "login_webauthn": "accounts.passkeys.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.passkeys.PasskeyProofForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
# Accounts come by invitation to a proven address, so a new one may be added to an account with a second step.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TRUST_COOKIE_NAME = "__Host-trusted" if PRODUCTION else "trusted"
# Sessions (accounts/sessions.py): from signing in, and from the last look.
SESSION_LONGEST = timedelta(hours=env.float("CARELANE_SESSION_HOURS", 12))
SESSION_IDLE = timedelta(hours=env.float("CARELANE_SESSION_IDLE_HOURS", 3))
OWN_DEVICE_LONGEST = timedelta(days=env.float("CARELANE_OWN_DEVICE_DAYS", 14))
# A practitioner's browser that has entered a code: how long it is remembered, and when it asks for one press.
VIEWER_REMEMBERED = MFA_TRUST_COOKIE_AGE = timedelta(days=env.float("CARELANE_VIEWER_DAYS", 30))
VIEWER_IDLE = timedelta(minutes=env.float("CARELANE_VIEWER_IDLE_MINUTES", 30))
OWN_DEVICE_IDLE = timedelta(hours=env.float("CARELANE_OWN_DEVICE_IDLE_HOURS", 12))
# Our own predicate decides (clients/access.py); guardian's anonymous user is not wanted.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
# guardian.W001 wants its backend hooked; it knows no time and says yes to superusers.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

SESSION_COOKIE_AGE = OWN_DEVICE_LONGEST.total_seconds()  # a cap; accounts/sessions.py decides
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
VIEWER_COOKIE_NAME = "__Host-viewer" if PRODUCTION else "viewer"
WRITTEN_COOKIE_NAME = "__Host-written" if PRODUCTION else "written"
KNOWN_BROWSER_COOKIE_NAME = "__Host-known" if PRODUCTION else "known"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # Strict would lose people who come from a mail
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz(/mail)?$"]
BEHIND_PROXY: bool = env.bool("CARELANE_BEHIND_PROXY", False)
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- words --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_TIME_ZONE: str = env.str("CARELANE_TIME_ZONE", "America/Toronto")
DEFAULT_PROVINCE: str = env.str("CARELANE_PROVINCE", "ON")

# --- mail ---------------------------------------------------------------------------------

MAIL_DIR = VAR_DIR / "mail"
WEBHOOKS_TO_LOOPBACK = False  # tests alone set it: their receivers are on this machine
EMAIL_URL: str = env.str("EMAIL_URL", "")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "outbox.backends.EmlFileBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = env.str("CARELANE_MAIL_FROM", "Carelane <care@carelane.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DOMAIN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
MAIL_POSTAL_ADDRESS: str = env.str("CARELANE_MAIL_ADDRESS", "Carelane, 100 Example Street, Toronto ON M5V 1A1, Canada")

# The provider whose webhook tells of bounces and complaints (outbox/views.py), and "name:password" that it has to send.
MAIL_PROVIDER: str = env.str("CARELANE_MAIL_PROVIDER", "")
ANYMAIL = {"WEBHOOK_SECRET": env.str("CARELANE_MAIL_WEBHOOK_SECRET", "")}
if MAIL_PROVIDER and ":" not in ANYMAIL["WEBHOOK_SECRET"]:
    raise ImproperlyConfigured("CARELANE_MAIL_WEBHOOK_SECRET is missing: name:password, as the mail provider sends it.")

# The newest line of each client's access log, beside the database: who cuts that one is found out by this.
ACCESS_HEADS_FILE = Path(env.str("CARELANE_ACCESS_HEADS", str(VAR_DIR / "access-heads.log")))
# Where several machines write: a bucket whose objects can't be changed (web/access_bucket.py); then there is no such file.
ACCESS_BUCKET: str = env.str("CARELANE_ACCESS_BUCKET", "")
# Parts of the access log that are proven at the same time at night, on all workers together.
PROOFS_AT_ONCE: int = env.int("CARELANE_PROOFS_AT_ONCE", 2)

# --- jobs ---------------------------------------------------------------------------------

SWEEP_SECONDS: float = env.float("CARELANE_SWEEP_SECONDS", 60.0)
HOMEWORK_ASK_HOUR: int = env.int("CARELANE_HOMEWORK_ASK_HOUR", 17)
# From this hour on nothing about exercises at home is mailed any more on that day.
HOMEWORK_QUIET_FROM: int = env.int("CARELANE_HOMEWORK_QUIET_FROM", 22)
REMINDER_HOUR: int = env.int("CARELANE_REMINDER_HOUR", 9)
REMINDER_LATEST_HOUR: int = env.int("CARELANE_REMINDER_LATEST_HOUR", 20)
CELERY_TASK_IGNORE_RESULT = True
# A worker of its own sends mail, so that no sweep, however long, holds it up.
CELERY_TASK_ROUTES = {"outbox.deliver_due": {"queue": "mail"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    broker_dir = VAR_DIR / "broker"
    for folder in ("messages", "control"):
        (broker_dir / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(broker_dir / "messages"),
        "data_folder_out": str(broker_dir / "messages"),
        "control_folder": str(broker_dir / "control"),
        "polling_interval": min(1.0, SWEEP_SECONDS / 20),  # seconds between two looks for a message
    }
CELERY_BEAT_SCHEDULE = schedule.sweeps(every=SWEEP_SECONDS)

# --- watching -----------------------------------------------------------------------------

LOGGING = logs.logging(production=PRODUCTION)
# Who hears of errors by mail, and Sentry where there is one; neither learns anything about people (web/error_reports.py).
OPERATOR: str = env.str("CARELANE_OPERATOR", "")
SENTRY_DSN: str = env.str("CARELANE_SENTRY_DSN", "")
# A port of its own for Prometheus, never to be opened to the outside; 0 for none.
METRICS_PORT: int = env.int("CARELANE_METRICS_PORT", 0)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
