"""All settings in one file, driven by the environment and working with none of it set."""

import contextlib
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from eibench_site import embedded
from eibench_site.media_store import media_storage

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = embedded.data_dir()


def flag(name: str) -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def local_secret_key() -> str:
    """The key of a studio on this machine: made once, kept beside its data, readable by its owner only."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=DATA_DIR, prefix="secret_key.") as draft:
            draft.write(secrets.token_urlsafe(64))
            draft.flush()
            with contextlib.suppress(FileExistsError):  # another process was quicker: its key is everybody's
                os.link(draft.name, path)
    return path.read_text()


# In production every door that is open by default on a laptop has to be shut by its owner.
PRODUCTION = flag("EIBENCH_PRODUCTION")
DEBUG = flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("EIBENCH_PRODUCTION is set and DEBUG too: unset DEBUG.")
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure-"):
        raise ImproperlyConfigured("Production needs a SECRET_KEY of its own, 50 characters or longer.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("Production needs ALLOWED_HOSTS: the studio's host names, comma-separated, no *.")
else:
    SECRET_KEY = SECRET_KEY or local_secret_key()
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "pgtrigger",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "eibench_site",
    "annotation",
    "inference",
    "review",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "eibench_site.time_zones.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "eibench_site.store_away.StoreAwayMiddleware",
]

ROOT_URLCONF = "eibench_site.urls"
WSGI_APPLICATION = "eibench_site.wsgi.application"

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
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL") or embedded.database_url(), conn_max_age=600)
    # The embedded server ends with the studio; one elsewhere may be restarted under open connections, so that each is
    # asked whether it still lives, at the price of a round trip a request.
    | {"CONN_HEALTH_CHECKS": "DATABASE_URL" in os.environ},
}
# Each row's trigger asks for this setting of pgtrigger's; where it is missing, the question costs an aborted
# subtransaction a row, which grows with the rows of the transaction: ten times the time of a large import.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c pgtrigger.ignore={}")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A socket's address begins with unix: for redis-py and with redis+socket: for Celery; REDIS_URL may be either.
REDIS_URL = (os.environ.get("REDIS_URL") or embedded.redis_url()).replace("redis+socket://", "unix://", 1)
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
# Postgres is the queue: Celery only wakes workers, so nothing is kept in its back-end and nothing is retried there.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"inference.tasks.*": {"queue": "gpu"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A page that queues work does not wait for a broker that is away: the sweepers wake the workers later.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None

AUTHENTICATION_BACKENDS = ["eibench_site.signing_in.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "review:home"
LOGOUT_REDIRECT_URL = "login"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = not flag("EIBENCH_PLAIN_HTTP_BEHIND_PROXY")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(os.environ.get("EIBENCH_MEDIA_ROOT", DATA_DIR / "media"))
# Where pictures of a bucket are fetched to, for the models that read files; it may be emptied at any time.
MEDIA_CACHE = Path(os.environ.get("EIBENCH_MEDIA_CACHE", DATA_DIR / "media-cache"))
STORAGES = {
    "default": media_storage(os.environ, MEDIA_ROOT),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# On a laptop the files are served from where they lie; in production from what collectstatic gathered.
WHITENOISE_USE_FINDERS = not PRODUCTION
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Where nginx serves the pictures that a view allowed, the internal location it maps to MEDIA_ROOT.
ACCEL_REDIRECT_PREFIX = os.environ.get("EIBENCH_ACCEL_REDIRECT", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "annotation.importing.uploading.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "eibench_site.tokens.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "eibench_site.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PARSER_CLASSES": ["eibench_site.parsing.StrictJSONParser"],
    "EXCEPTION_HANDLER": "eibench_site.parsing.answer_refusal",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "EIBench Studio",
    "DESCRIPTION": "Benchmarks of why people feel what they feel: samples, labels, drafts, reviews and releases.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "eibench_site.api_docs.add_refusals",
    ],
    "ENUM_NAME_OVERRIDES": {
        "SampleStatus": "annotation.states.SampleStatus",
        "DraftStatus": "inference.states.DraftStatus",
        "ReviewStatus": "review.states.ReviewStatus",
        "Split": "annotation.models.Split",
        "Setting": "inference.models.Setting",
        "ReleaseSplit": "annotation.models.ReleaseSplit",
    },
}

# The only servers that drafting may call, by the names that admins choose from: "vllm=http://gpu-1:8000/v1,other=…".
OPENAI_ENDPOINTS = dict(
    entry.strip().split("=", 1) for entry in os.environ.get("EIBENCH_OPENAI_ENDPOINTS", "").split(",") if "=" in entry
)

# Leases: how long a worker may be silent on a job, and a person on a sample, before it goes to someone else (seconds).
JOB_LEASE_SECONDS = float(os.environ.get("EIBENCH_JOB_LEASE_SECONDS", 30))
JOB_RETRY_SECONDS = float(os.environ.get("EIBENCH_JOB_RETRY_SECONDS", 30))  # until a second try; four times for a third
JOB_SWEEP_SECONDS = float(os.environ.get("EIBENCH_JOB_SWEEP_SECONDS", 5))
# How long work on a job may go without a sign of progress before its worker is ended; a model has to load in less.
JOB_STALL_SECONDS = float(os.environ.get("EIBENCH_JOB_STALL_SECONDS", 900))
# How long a worker that has nothing to do keeps its model loaded; after a pause or a cancel it lets go at once.
ENGINE_IDLE_SECONDS = float(os.environ.get("EIBENCH_ENGINE_IDLE_SECONDS", 60))
REVIEW_LEASE_SECONDS = float(os.environ.get("EIBENCH_REVIEW_LEASE_SECONDS", 900))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"refusals": {"()": "eibench_site.log_lines.RefusalsInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("EIBENCH_LOG_LEVEL", "WARNING")},
    "loggers": {"eibench": {"level": "INFO"}, "django.request": {"filters": ["refusals"]}},
}
