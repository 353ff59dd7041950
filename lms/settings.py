"""All settings, from the environment. The defaults are those of production; .env.example names every variable."""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from lms.file_broker import transport_of
from lms.logs import logging_config
from lms.security import content_security_policy

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name, default=None):
    """A variable of the environment; without a default it is required."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(
            f"{name} ontbreekt. Zet deze variabele in de omgeving; .env.example zegt wat erin hoort. "
            f"Een geheim maakt u met: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return value


def env_flag(name, default):
    return env(name, default).lower() in {"1", "true", "yes", "ja"}


# What this installation is
DEBUG = env_flag("DEBUG", "0")
DEMO_MODE = env_flag("DEMO_MODE", "0")
HTTPS = env_flag("HTTPS", "1")
BASE_URL = env("BASE_URL", "https://ai-leerplein.example").rstrip("/")
SITE_NAME = "AI-leerplein"
VAR_DIR = Path(env("VAR_DIR", str(BASE_DIR / "var")))
ALLOWED_HOSTS = [host for host in env("ALLOWED_HOSTS", "").split(",") if host]

# Secrets: each has one use, so that each can be replaced alone
SECRET_KEY = env("SECRET_KEY", "onveilig-alleen-voor-ontwikkelen" if DEBUG else None)
VOUCHER_PEPPER = env("VOUCHER_PEPPER", SECRET_KEY if DEBUG else None)
PARTICIPANT_KEY = env("PARTICIPANT_KEY", SECRET_KEY if DEBUG else None)
PERSON_KEY = env("PERSON_KEY", SECRET_KEY if DEBUG else None)
PRACTISES = DEBUG or DEMO_MODE
STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", "sk_test_oefenomgeving" if PRACTISES else None)
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", "whsec_oefenomgeving" if PRACTISES else None)

INSTALLED_APPS = [
    "lms",
    "kpi",
    "vouchers",
    "certificates",
    "courses",
    "home",
    "payments",
    "accounts",
    "audit",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "heroicons",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.security.ContentSecurityPolicy",
    "lms.logs.RequestLog",
    "audit.exports.NeutraliseFormulas",
    "lms.page_cache.PageCache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lms.security.NoStoreForMembers",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "lms.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "home.rendering.FormRenderer"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# Data
DATABASES = {
    "default": dj_database_url.parse(env("DATABASE_URL", f"sqlite:///{VAR_DIR}/leerplein.sqlite3")),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": int(env("DATABASE_POOL", "4"))},
        "options": "-c idle_in_transaction_session_timeout=60000",
    }

CACHE_URL = env("CACHE_URL", "")
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            # A page does without rather than wait.
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
        if CACHE_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    ),
    # Small facts that a page asks for many times and that may be a minute old: no question to Redis for each.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
# How long a visitor may see what was; a publication shows at once. 0 keeps nothing.
PAGE_CACHE_SECONDS = int(env("PAGE_CACHE_SECONDS", "2" if DEMO_MODE else "60"))
SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if CACHE_URL else 'db'}"

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
BUILD_DIR = BASE_DIR / "var" / "build"
BUILD_DIR.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", BUILD_DIR]
_for_us_alone = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None, **_for_us_alone},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Language and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_THOUSAND_SEPARATOR = True

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.EmailBackend"]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
DEMO_PASSWORD = env("DEMO_PASSWORD", "leerplein-demo-2026")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/leren/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.sign_in.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.sign_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.NamesForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "optional" if DEMO_MODE else "mandatory"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "60/m/ip"}

# Mail
EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if DEBUG or DEMO_MODE else 'smtp'}.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_flag("EMAIL_USE_TLS", "0")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "AI-leerplein <noreply@ai-leerplein.example>")

# Security: the transport; the content security policy stands in lms/security.py
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("BEHIND_PROXY", "0") else None
TRUSTED_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXY_COUNT", "0"))
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Systems outside
PRACTICE_PAGE = "http://127.0.0.1:8001" if DEMO_MODE else ""
STRIPE_API_BASE = env("STRIPE_API_BASE", PRACTICE_PAGE or "https://api.stripe.com")
# The version that the pinned library was made for; both change together.
STRIPE_API_VERSION = "2026-10-28.endive"
STRIPE_CHECKOUT_ORIGIN = env("STRIPE_CHECKOUT_ORIGIN", PRACTICE_PAGE or "https://checkout.stripe.com")
TRADE_REGISTER = env("TRADE_REGISTER", "offline")
CONTENT_SECURITY_POLICY = content_security_policy(checkout_origin=STRIPE_CHECKOUT_ORIGIN)

# What stands on certificates; copied into each of them at its request
_fictitious = DEBUG or DEMO_MODE
_address = "Pleinweg 1, 3500 AA Utrecht (fictief)" if _fictitious else ""
CERTIFICATES_ISSUER = {
    "name": env("CERTIFICATES_ISSUER_NAME", SITE_NAME),
    "address": env("CERTIFICATES_ISSUER_ADDRESS", _address),
    "country": env("CERTIFICATES_ISSUER_COUNTRY", "NL"),
    "eidas": env("CERTIFICATES_ISSUER_EIDAS", ""),
}
CERTIFICATES_SIGNATORY = {
    "name": env("CERTIFICATES_SIGNATORY_NAME", "Marit van Dalen (fictief)" if _fictitious else ""),
    "role": env("CERTIFICATES_SIGNATORY_ROLE", "Programmadirecteur" if _fictitious else ""),
}
CERTIFICATES_EXTRA_FONT_PATHS = [path for path in env("CERTIFICATES_EXTRA_FONT_PATHS", "").split(":") if path]

# Background work; what never differs between installations stands in lms/celery.py
CELERY_BROKER_URL = env("CELERY_BROKER_URL", "filesystem://")
CELERY_BROKER_TRANSPORT, CELERY_BROKER_TRANSPORT_OPTIONS = transport_of(
    url=CELERY_BROKER_URL, folder=VAR_DIR / "messages"
)
CELERY_TIMEZONE = TIME_ZONE
# In the demo the clock runs faster, so that a visitor sees the count go up while watching.
SWEEP_SECONDS = float(env("SWEEP_SECONDS", "2" if DEMO_MODE else "15"))
TASKS = {"default": {"BACKEND": "lms.tasks_backend.CeleryBackend"}}

# Wagtail
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "/account/beheer/"
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILIMAGES_IMAGE_MODEL = "home.Image"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "home.Document"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt"]
WAGTAILMEDIA = {"MEDIA_MODEL": "courses.Media"}
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}

LOGGING = logging_config(debug=DEBUG)
