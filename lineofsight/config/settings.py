"""Settings: every value comes from the environment (or a `.env` file); the defaults serve a laptop."""

from pathlib import Path

from environs import Env

from lineofsight.config.sqlite import use_bundled_sqlite

SQLITE_VERSION = use_bundled_sqlite()

env = Env()
env.read_env(str(Path.cwd() / ".env"))

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.path("LINEOFSIGHT_DATA_DIR", Path.cwd() / "var")
PRODUCTION = env.bool("LINEOFSIGHT_PRODUCTION", default=False)
DEBUG = env.bool("LINEOFSIGHT_DEBUG", default=False)
DEVELOPMENT_KEY = "development-only-key-refused-in-production"
SECRET_KEY = env.str("LINEOFSIGHT_SECRET_KEY", DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list("LINEOFSIGHT_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("LINEOFSIGHT_ORIGINS", [])
_noted_address = DATA_DIR / "address"  # where the server was last started: links on the command line lead there
_last_address = _noted_address.read_text(encoding="utf-8").strip() if _noted_address.is_file() else ""
BASE_URL = env.str("LINEOFSIGHT_BASE_URL", _last_address or "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "lineofsight.base",
    "lineofsight.base.ui",
    "lineofsight.accounts",  # before allauth, so that our templates are found first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "lineofsight.governance",
    "lineofsight.organization",
    "lineofsight.strategy",
    "lineofsight.measures",
    "lineofsight.okr",
    "lineofsight.goals",
    "lineofsight.scorecard",
    "lineofsight.insight",
    "lineofsight.integrations",
    "lineofsight.demo",
]

MIDDLEWARE = [
    "lineofsight.base.web.timing.ServerTiming",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages, not files; pads at random, so that lengths tell no token
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lineofsight.accounts.middleware.TokenSignIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lineofsight.base.web.gate.SignInGate",
    "lineofsight.accounts.middleware.LastSeen",
    "lineofsight.organization.middleware.ViewerMiddleware",
    "lineofsight.organization.middleware.SecondFactorGate",
    "lineofsight.base.web.past.PastDay",
    "lineofsight.base.web.search.LastThings",
    "lineofsight.base.web.errors.CommandErrors",
]

ROOT_URLCONF = "lineofsight.config.urls"
ASGI_APPLICATION = "lineofsight.config.asgi.application"
WSGI_APPLICATION = "lineofsight.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "lineofsight.base.web.context.page",
            ],
        },
    }
]

_database_url = env.str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'lineofsight.sqlite3'}")
DATABASES = {"default": env.dj_db_url("DATABASE_URL", _database_url)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "lineofsight.accounts.adapter.ClosedSignUp"
ACCOUNT_FORMS = {"login": "lineofsight.accounts.forms.SignInForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Lineofsight: "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "lineofsight.accounts.tokens.LinkTokens"  # noqa: S105 a name
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_RATE_LIMITS = {"login_failed": env.str("LINEOFSIGHT_SIGN_IN_LIMIT", "5/5m/key,30/5m/ip")}
MFA_ADAPTER = "lineofsight.accounts.second_factor.EncryptedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by administrators; nobody signs up
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "authenticate": "lineofsight.accounts.forms.SecondFactorForm",
    "add_webauthn": "lineofsight.accounts.forms.PasskeyForm",
}
SECOND_FACTOR_ROLES: list[str] = env.list("LINEOFSIGHT_SECOND_FACTOR_ROLES", [])
#: Limits on tries are counted in the database, so that all processes of all hosts count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lineofsight_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

EMAIL_BACKEND = env.str("LINEOFSIGHT_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.str("LINEOFSIGHT_EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("LINEOFSIGHT_EMAIL_PORT", 25)
DEFAULT_FROM_EMAIL = env.str("LINEOFSIGHT_EMAIL_FROM", "lineofsight@localhost")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "UTC"
INSTALLATION_TIME_ZONE = env.str("LINEOFSIGHT_TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
FILES_DIR = env.path("LINEOFSIGHT_FILES_DIR", DATA_DIR / "files")
AUDIT_HEAD_FILE = env.path("LINEOFSIGHT_AUDIT_HEAD_FILE", DATA_DIR / "audit-head.jsonl")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.int("LINEOFSIGHT_SESSION_SECONDS", 60 * 60 * 12)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("LINEOFSIGHT_HTTPS_REDIRECT", default=False)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
IMPORT_MAX_BYTES = env.int("LINEOFSIGHT_IMPORT_MAX_BYTES", 256 * 1024 * 1024)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

SERVER_TIMING = env.bool("LINEOFSIGHT_SERVER_TIMING", default=False)
SEAL_SECONDS = env.float("LINEOFSIGHT_SEAL_SECONDS", 0.5)
DEMO_ALLOWED = env.bool("LINEOFSIGHT_DEMO", default=not PRODUCTION)
DEMO_PASSWORD = env.str("LINEOFSIGHT_DEMO_PASSWORD", "norrvik-demo")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}, "nowhere": {"class": "logging.NullHandler"}},
    "loggers": {"django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False}},  # answered with 400
    "root": {"handlers": ["console"], "level": env.str("LINEOFSIGHT_LOG_LEVEL", "WARNING")},
}
