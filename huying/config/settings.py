"""Wiring, from the environment only. ``huying doctor`` says in sentences what is missing."""

import os
from pathlib import Path

from huying.config import env

PACKAGE = Path(__file__).resolve().parent.parent
DATA = env.folder("HUYING_DATA", Path.cwd() / "instance")

# A county's own playbooks; the shipped ones are inside the package.
os.environ.setdefault("HUYING_PLAYBOOKS", str(DATA / "playbooks"))

DEBUG = env.flag("HUYING_DEBUG", default=False)
DEMO = env.flag("HUYING_DEMO", default=False)
SECRET_KEY = env.secret("HUYING_SECRET", DATA / "secret")
SECRET_KEY_FALLBACKS = env.words("HUYING_OLD_SECRETS", [])
ALLOWED_HOSTS = env.words("HUYING_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
TRUSTED_PROXIES = env.words("HUYING_PROXIES", [])
CSRF_TRUSTED_ORIGINS = env.words("HUYING_ORIGINS", [])

PUBLIC_URL = os.environ.get("HUYING_URL", "").rstrip("/")
"""Where people reach this site ("https://rd.huying.gov.cn"), for links in letters and on posters."""

OPEN = env.some_of("HUYING_OPEN", ("open311", "voices", "suggestions", "stations", "figures"), everything=DEMO)
"""What programs may read without a log-in: the Open311 interface, and which data sets. Off unless named."""
OPEN_LICENSE = os.environ.get("HUYING_OPEN_LICENSE") or "CC BY 4.0"

INSTALLED_APPS = [
    "huying.config",
    "huying.front.portal",
    "huying.front.desk",
    "huying.front.opendata",
    "huying.front.demo",
    "huying.work.suggestions",
    "huying.field.topics",
    "huying.field.surveys",
    "huying.field.imports",
    "huying.field.voices",
    "huying.field.stations",
    "huying.base.people",
    "huying.base.organs",
    "huying.base.clocks",
    "huying.base.notices",
    "huying.base.papers",
    "huying.base.search",
    "huying.base.limits",
    "huying.base.tallies",
    "huying.base.ledger",
    "huying.base.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huying.base.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huying.base.people.middleware.ActorMiddleware",
    "huying.front.desk.middleware.FrameMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huying.base.web.middleware.RefusalMiddleware",
    "huying.base.web.middleware.NoNulMiddleware",
]

ROOT_URLCONF = "huying.config.urls"
WSGI_APPLICATION = "huying.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "huying.base.web.jinja.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "huying.base.web.jinja.environment"},
    },
]

# Fields are drawn by the same engine as pages: Django's own costs half a millisecond a field.
FORM_RENDERER = "huying.base.web.jinja.Fields"

DATABASES = {"default": env.database("HUYING_DATABASE_URL", DATA / "huying.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["huying.base.people.backend.Backend"]
# Wrong codes are counted by huying.base.limits, as wrong passwords are; one lock-out, one sentence.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
OTP_TOTP_ISSUER = "呼应"
PASSWORD_HASHERS = ["huying.base.people.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/desk/login"
LOGIN_REDIRECT_URL = "/desk/"

SESSION_ENGINE = "huying.base.people.sessions"
SESSION_COOKIE_AGE = 60 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("HUYING_HTTPS", default=False)
if SESSION_COOKIE_SECURE:
    # TLS ends in the web server before us, which sets this header itself and takes it from nobody.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "huying.base.web.views.csrf_failed"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("HUYING_STATIC", DATA / "static")
WHITENOISE_USE_FINDERS = True
"""Styles and scripts are served out of the package: nothing has to be collected first."""
MEDIA_ROOT = DATA / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

MAIL = bool(os.environ.get("HUYING_MAIL_URL"))
globals().update(env.mail("HUYING_MAIL_URL"))
DEFAULT_FROM_EMAIL = os.environ.get("HUYING_MAIL_FROM") or "huying@localhost"

GATEWAY = env.hook("HUYING_GATEWAY_URL")
"""Where short messages are posted; the county's own gateway hands them to its provider."""
GATEWAY_SECRET = os.environ.get("HUYING_GATEWAY_SECRET", "")
ROBOTS = {"wecom": env.hook("HUYING_WECOM_URL"), "dingtalk": env.hook("HUYING_DINGTALK_URL")}
"""The robots of the office's work groups."""
DINGTALK_SECRET = os.environ.get("HUYING_DINGTALK_SECRET", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # A guessed or mistyped address may hold a citizen's code: what is not there is not logged.
        "django.request": {"level": "ERROR"},
    },
}
