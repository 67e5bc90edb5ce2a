"""Django's settings, taken from the environment; an unsafe set of them does not start.

``DATABASE_URL``     a PostgreSQL of one's own; left out: the private server in the data folder
``CCER_DATA``        the data folder (documents, keys, private server); ``ccer-data`` where not set
``CCER_HOSTS``       names under which the portal answers, separated by commas; left out: this machine only
``CCER_SECRET_KEY``  signs sessions; left out: a random one, kept in the data folder
``CCER_DEMO``        ``1``: sample people may sign in and the clock may be moved; never on a public address
``CCER_DEBUG``       ``1``: errors show their source; never on a public address
``CCER_LISTEN``      the address the server listens on, as ``ccer serve --host`` sets it; any but this machine's own is public
``CCER_URL``         how letters name the portal, ``https://…``
``CCER_BANK_ACCOUNT``  the dedicated account of the exchange at that bank
``CCER_PROXIES``     how many proxies of one's own stand before it, so that a visitor's address is read from the right place
"""

from __future__ import annotations

import os
from pathlib import Path

from . import configuration, database

DATA = Path(os.environ.get("CCER_DATA", "ccer-data")).resolve()
DEBUG = os.environ.get("CCER_DEBUG") == "1"
DEMO = os.environ.get("CCER_DEMO") == "1"
ALLOWED_HOSTS = configuration.hosts(os.environ.get("CCER_HOSTS", ""))
SECRET_KEY = configuration.secret_key(os.environ.get("CCER_SECRET_KEY"), DATA)
LISTEN = os.environ.get("CCER_LISTEN", "127.0.0.1")
PUBLIC = configuration.is_public([*ALLOWED_HOSTS, LISTEN])
PORTAL = os.environ.get("CCER_URL", "http://127.0.0.1:8000").rstrip("/")
configuration.check(
    public=PUBLIC,
    debug=DEBUG,
    demo=DEMO,
    secret=SECRET_KEY,
    hosts=ALLOWED_HOSTS,
    portal=PORTAL,
    database=os.environ.get("DATABASE_URL", ""),
)

INSTALLED_APPS = [
    "ccer_platform.store",
    "ccer_platform.components",
    "ccer_platform.portals",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *(["ccer_platform.demo"] if DEMO else []),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ccer_platform.leveling.LevelMiddleware",
    "ccer_platform.language.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ccer_platform.headers.HeadersMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ccer_platform.acting.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "ccer_platform.urls"
WSGI_APPLICATION = "ccer_platform.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ccer_platform.components.context.page",
                "ccer_platform.acting.page_facts",
            ],
            "builtins": ["ccer_platform.components.templatetags.words"],
        },
    }
]

ADDRESS = (
    database.parse(os.environ["DATABASE_URL"])
    if os.environ.get("DATABASE_URL")
    else database.Server(DATA).address
)
DATABASES = {"default": ADDRESS.django()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "store.User"
AUTHENTICATION_BACKENDS = ["ccer_platform.signing_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:home"
LOGOUT_REDIRECT_URL = "public:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "OpenCCER: "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key", "signup": "10/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("CCER_PROXIES", "0"))
MFA_ADAPTER = "ccer_platform.signing_in.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OpenCCER"
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A browser offers passkeys to this machine by name though it is not encrypted; anyone else's address must be.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC else 0
SECURE_SSL_REDIRECT = PUBLIC
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
BANK = os.environ.get("CCER_BANK") or ("sandbox" if DEMO else "")
BANK_ACCOUNT = os.environ.get("CCER_BANK_ACCOUNT") or ("demo-dedicated-account" if DEMO else "")
MEDIA_ROOT = DATA / "documents"

# Attempts at signing in are counted in the database: all processes count together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "store_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
