"""Every setting, from the environment.

ENV is ``production``, ``development`` (the default) or ``test`` (set by pytest itself). In production a missing
variable is an error that names all of them; elsewhere the machine brings its own servers and secrets along.
PROCESS says which side reads this (``web``, ``worker``, ``beat``, ``command``, ``migrate``): a web request must give up
on a silent server within seconds, a worker must not.
"""

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from config.addresses import celery_from, database_from, redis_database
from config.embedded.folders import Embedded
from config.embedded.secrets import development_secrets
from config.logs import formatter
from core.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Which machine is this?
ENV = env.str("ENV", default="test" if "PYTEST_VERSION" in os.environ else "development")
if ENV not in ("production", "development", "test"):
    raise ImproperlyConfigured(f"ENV 只能是 production、development 或 test，现为 {ENV!r}。")
PRODUCTION, TESTING = ENV == "production", ENV == "test"
PROCESS = env.str("PROCESS", default="command")
WEB = PROCESS == "web"
# pytest-xdist numbers its processes; each keeps to its own queues and cache.
_test_process = os.environ.get("PYTEST_XDIST_WORKER", "gw0") if TESTING else ""

REQUIRED_IN_PRODUCTION = (
    "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "CACHE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS",
    "FIELD_KEYS", "INDEX_KEY", "DATA_DIR",
)  # fmt: skip
REFUSED_IN_PRODUCTION = ("BUSINESS_DATE", "DEBUG")
if PRODUCTION:
    if missing := [name for name in REQUIRED_IN_PRODUCTION if not os.environ.get(name)]:
        raise ImproperlyConfigured(f"生产环境缺少环境变量 (missing in production): {', '.join(missing)}")
    if refused := [name for name in REFUSED_IN_PRODUCTION if os.environ.get(name)]:
        raise ImproperlyConfigured(f"生产环境不允许设置 (refused in production): {', '.join(refused)}")

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()
_folder = DATA_DIR / "test" if TESTING else DATA_DIR

# The servers: those of the environment, or our own (never in production).
_own_postgres, _own_redis = not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")
EMBEDDED: Embedded | None = None
if _own_postgres or _own_redis:
    EMBEDDED = Embedded(_folder, postgres=_own_postgres, redis=_own_redis, fast=TESTING)
_database_url = EMBEDDED.database_url if EMBEDDED and _own_postgres else env.str("DATABASE_URL")
REDIS_URL = EMBEDDED.redis_url(0) if EMBEDDED and _own_redis else env.str("REDIS_URL")
_cache_number = 1 + int(_test_process[2:]) if TESTING else 1
CACHE_URL = env.str("CACHE_URL", default=redis_database(REDIS_URL, _cache_number))


# Secrets. FIELD_KEYS: key id → 16 bytes of SM4, the first is the one that encrypts, the others still decrypt.
def _field_keys(text: str) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for part in text.split(","):
        number, _colon, key = part.strip().partition(":")
        try:
            keys[int(number)] = bytes.fromhex(key)
        except ValueError as error:
            raise ImproperlyConfigured("FIELD_KEYS 的格式为 编号:32位十六进制，多个用逗号分隔。") from error
    if any(not 0 < number < 256 or len(key) != 16 for number, key in keys.items()):
        raise ImproperlyConfigured("FIELD_KEYS 的编号为 1–255，密钥为 16 字节（32位十六进制）。")
    return keys


def _index_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise ImproperlyConfigured("INDEX_KEY 应为十六进制。") from error
    if len(key) < 32:
        raise ImproperlyConfigured("INDEX_KEY 至少 32 字节（64位十六进制）。")
    return key


def _fixed(purpose: str) -> str:
    """Tests run with the same keys every time."""
    return hashlib.sha256(f"only for tests: {purpose}".encode()).hexdigest()


_made: dict[str, str] = {}
if TESTING:
    _made = {
        "SECRET_KEY": _fixed("secret"),
        "FIELD_KEYS": f"1:{_fixed('field')[:32]}",
        "INDEX_KEY": _fixed("index"),
    }
elif not PRODUCTION and not all(os.environ.get(name) for name in ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY")):
    _made = development_secrets(DATA_DIR)
SECRET_KEY = env.str("SECRET_KEY", default=_made.get("SECRET_KEY"))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_KEYS = _field_keys(env.str("FIELD_KEYS", default=_made.get("FIELD_KEYS")))
INDEX_KEY = _index_key(env.str("INDEX_KEY", default=_made.get("INDEX_KEY")))

# The clock. core.clock alone reads BUSINESS_DATE.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
try:
    BUSINESS_DATE = date.fromisoformat(_day) if (_day := env.str("BUSINESS_DATE", default="")) else None
except ValueError as error:
    raise ImproperlyConfigured(f"BUSINESS_DATE 应写成 2026-11-23，现为 {_day!r}。") from error

DEBUG = env.bool("DEBUG", default=False)
# Does the first `make run` on an empty database make the demo county? Never in production.
DEMO = env.bool("DEMO", default=True) and not PRODUCTION
# HOST is where `make run` listens; whoever opens it to the network reaches it under that machine's names.
_host = env.str("HOST", default="127.0.0.1")
_hosts = ["*"] if _host in ("0.0.0.0", "::") else ["localhost", "127.0.0.1", "[::1]", _host]  # noqa: S104
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=_hosts)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "axes",
    "django_htmx",
    "django_filters",
    "import_export",
    "core",
    "corrections",
    "supervision",
    "reviews",
    "reporting",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.csp.ContentSecurityPolicyMiddleware",
    "core.middleware.NoStoreMiddleware",
    "core.middleware.LanguageMiddleware",
    "core.middleware.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.SessionGuardMiddleware",
    "core.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
FORM_RENDERER = "core.forms.FormRenderer"
FILTERS_EMPTY_CHOICE_LABEL = _("全部")
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "core.csp.csp",
                "core.shell.shell",
            ],
        },
    },
]

# PostgreSQL: how long each side may hold on. Migrations rather fail and are tried again than block readers.
_TIMEOUTS = {
    "web": "-c statement_timeout=10s -c idle_in_transaction_session_timeout=15s -c lock_timeout=3s",
    "migrate": "-c lock_timeout=2s",
}
DATABASES = {
    "default": database_from(_database_url)
    | {
        "CONN_MAX_AGE": 60 if WEB else 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": _TIMEOUTS.get(PROCESS, ""), "connect_timeout": 5, "application_name": PROCESS},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "core.cache.FailSoftRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": _test_process,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}

# Celery. A job row in PostgreSQL comes first, so the broker may forget; a worker may be killed at any moment.
CELERY_BROKER_URL = celery_from(REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_DEFAULT_QUEUE = "default"
# Each with its own routing key: with the default one a message would reach all four.
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in ("critical", "default", "import", "export")]
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 3 * CELERY_TASK_TIME_LIMIT,
    "global_keyprefix": f"{_test_process}:" if TESTING else "",
}
if PROCESS == "worker":
    # A short read timeout freezes a worker for good in a stall; a long one with a retry does not.
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "socket_timeout": 60,
        "retry_on_timeout": True,
        "socket_keepalive": True,
    }
else:
    # Whoever only publishes waits a moment at most: the job row is written, the tick sends it again.
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 1}
    # kombu's own pause before the one retry is two seconds.
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
    CELERY_BROKER_CONNECTION_TIMEOUT = 1
# Beat keeps no file and only ticks; which nights are missing is a question to PostgreSQL.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "core.tick", "schedule": 20.0, "options": {"queue": "critical", "expires": 55}},
}

# Login.
AUTH_USER_MODEL = "corrections.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "core.login.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "core.login.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "core.login.passwords.KindsValidator",
        "OPTIONS": {"kinds": env.int("PASSWORD_KINDS", default=3)},
    },
    {"NAME": "core.login.passwords.GuessableValidator"},
    {
        "NAME": "core.login.passwords.HistoryValidator",
        "OPTIONS": {"last": env.int("PASSWORD_HISTORY", default=5)},
    },
]
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=90)
LOGIN_URL, LOGIN_REDIRECT_URL = "core:login", "core:home"
# Every other URL asks for a login: URL name → why it does not.
PUBLIC_URLS = {
    "core:login": "the door itself",
    "core:logout": "a session that ended already may still be closed",
    "core:set_language": "the login page is read in either language",
}
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Our own manager reads the grants: guardian's backend serves expired rows and disabled users.
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
# Account and address together, never the address alone: a whole bureau stands behind one.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_HANDLER = "core.login.lockout.LockoutHandler"
AXES_LOCKOUT_CALLABLE = "core.login.lockout.lockout_response"
AXES_CLIENT_IP_CALLABLE = "core.login.lockout.client_address"
# How many proxies stand in front; 0 believes no forwarded header.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
AXES_VERBOSE = False

# Cookies and headers.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_ABSOLUTE_SECONDS = SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=15 * 60)
SESSION_IDLE_WARNING_SECONDS = 2 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Files.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = TESTING  # else every test client looks at every file before its first request
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_folder / "files"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
MOST_BODY_BYTES = 100 * 1024 * 1024  # a roster has 50 MB at most, six pictures 90
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Logs: one JSON object a line outside development, personal numbers masked everywhere.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": formatter(production=PRODUCTION)},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="WARNING" if TESTING else "INFO"),
    },
    # Django's own handlers would write the same lines unmasked and mail pages to people.
    # What became of a job stands in its row; a line per message would be noise.
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server", "axes")}
    | {name: {"level": "WARNING"} for name in ("celery.worker.strategy", "celery.app.trace")},
}
