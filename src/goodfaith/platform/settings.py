"""Django's settings, all of them made from the `Configuration` of this process's environment."""

from __future__ import annotations

import os
from pathlib import Path

from goodfaith.platform.configuration import (
    ConfigurationInvalid,
    insecurities,
    read_configuration,
    secret_key,
)
from goodfaith.platform.database import connections
from goodfaith.platform.mail import mail_settings
from goodfaith.platform.signing_in import sign_in_settings
from goodfaith.platform.watching.logs import logging_settings
from goodfaith.platform.web.catalogues import refresh
from goodfaith.platform.web.policy import CONTENT_SECURITY_POLICY
from goodfaith.platform.webhooks.addresses import reach_of

CONFIGURATION = read_configuration(os.environ)
if reasons := insecurities(CONFIGURATION):
    raise SystemExit("\n".join(reasons))
_IS_PUBLIC = not CONFIGURATION.is_local

__all__ = ["CONFIGURATION", "ConfigurationInvalid"]

DEBUG = False
SECRET_KEY = secret_key(CONFIGURATION)
ALLOWED_HOSTS = list(CONFIGURATION.hosts)
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.public_url]
ROOT_URLCONF = "goodfaith.platform.root"
ASGI_APPLICATION = "goodfaith.platform.asgi.application"

ROOMS = [
    "goodfaith.platform",
    "goodfaith.trust",
    "goodfaith.policies",
    "goodfaith.customers",
    "goodfaith.conversations",
    "goodfaith.quality",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    *ROOMS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "goodfaith.platform.watching.requests.RequestsMiddleware",
    "goodfaith.platform.routing.everywhere.ProblemsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "goodfaith.platform.web.policy.PolicyMiddleware",
    "goodfaith.platform.web.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "goodfaith.trust.sessions.SessionLimits",
    "goodfaith.trust.viewing.ViewerMiddleware",
    "goodfaith.trust.second_factors.SecondFactorMiddleware",
    "goodfaith.platform.web.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "goodfaith.platform.web.addresses.NulMiddleware",
]
TAGS = ("forms", "marks", "moments", "numbers", "shell", "text", "webhooks")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                *(f"goodfaith.platform.web.tags.{name}" for name in TAGS),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodfaith.platform.web.shell.shell",
            ],
        },
    }
]

DATABASES = connections(CONFIGURATION)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "trust.Staff"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SECOND_FACTOR_ROLES = frozenset(CONFIGURATION.second_factor_roles)
UNMASKED_MINUTES = CONFIGURATION.unmasked_minutes
globals().update(sign_in_settings(CONFIGURATION))

USE_TZ = True
TIME_ZONE = CONFIGURATION.zone
USE_I18N = True
LANGUAGE_CODE = CONFIGURATION.language
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [CONFIGURATION.home / "locale"]
refresh(ROOMS, LOCALE_PATHS[0])  # before anything is said: what has been looked up once stays

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "web" / "static"]
WHITENOISE_USE_FINDERS = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_COOKIE_AGE = CONFIGURATION.session_hours * 3600
SESSION_LONGEST_SECONDS = CONFIGURATION.session_longest_hours * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_PUBLIC
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _IS_PUBLIC and not CONFIGURATION.behind_proxy
SECURE_HSTS_SECONDS = 31_536_000 if _IS_PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _IS_PUBLIC
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.behind_proxy else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY = CONTENT_SECURITY_POLICY

VIEWER_OF = "goodfaith.trust.viewing.viewer_of"
CSRF_FAILURE_VIEW = "goodfaith.platform.web.errors.refused"
globals().update(mail_settings(CONFIGURATION))

LOGGING = logging_settings("WARNING" if CONFIGURATION.mode == "test" else "INFO")
WEBHOOK_REACH = reach_of(CONFIGURATION)
PEOPLE_WHO_MAY = "goodfaith.trust.queries.people_who_may"
LEDGER = "goodfaith.trust.ledger.record"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024  # a batch of 1,000 conversations
API_AUTHENTICATION = "goodfaith.trust.api_access.authenticate"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
SILENCED_SYSTEM_CHECKS: list[str] = []
