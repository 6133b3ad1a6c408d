"""One settings file, read from the environment.

Nothing here is particular to one school. `DEMO=1` is the made-up school that
script/server shows; a real installation leaves it off and must then name its
own secret key, hosts, databases and mail server (`check --deploy` asks for them).
"""

from datetime import time, timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from jinja2 import StrictUndefined

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
# The address people type, used in e-mails: never taken from a request.
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
SECURE = BASE_URL.startswith("https://")
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEMO or DEBUG):
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text. It signs cookies and links.")
    SECRET_KEY = "demo-only-key-not-for-a-real-school-" + "0" * 30
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL] if SECURE else [])
VAR = Path(env.str("STBARTS_VAR", default=str(ROOT / ".var")))

INSTALLED_APPS = [
    "stbarts.apps.StBartsConfig",
    "dashboard",
    "referrals",
    "families",
    "interventions",
    "concerns",
    "pupils",
    "documents",
    "school",
    "staff",
    "audit",
    "charts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.usersessions",
    "crispy_forms",
    "django_htmx",
    "js_lib_bootstrap5",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "stbarts.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "audit.requests.RequestIds",
    "staff.errors.Doorstep",
    "staff.access.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "staff.sessions.IdleLimit",
    "staff.access.AccessRules",
    "staff.repeats.Repeats",
]

ROOT_URLCONF = "stbarts.urls"
WSGI_APPLICATION = "stbarts.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "school.context.school",
                "staff.context.staff",
            ],
            "builtins": ["staff.templatetags.addresses"],
        },
    },
    {  # only for the rows of long lists and the fields of forms: staff/drawing.py
        "NAME": "rows",
        "BACKEND": "staff.drawing.Jinja",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"autoescape": True, "undefined": StrictUndefined, "auto_reload": DEBUG},
    },
]

FORM_RENDERER = "staff.drawing.FormRenderer"  # Django's own boxes, drawn by the quicker engine

# Two roles: the owner makes the tables (`migrate --database owner`), the app only uses them.
DATABASES = {
    "default": env.db("DATABASE_URL", default="postgres://stbarts_app@/stbarts?host=/nowhere"),
}
if env.str("MIGRATION_DATABASE_URL", default=""):
    DATABASES["owner"] = env.db("MIGRATION_DATABASE_URL")
for _database in DATABASES.values():
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})["options"] = (
        "-c statement_timeout=15000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
        # A page reads a few rows: starting helpers or compiling a plan costs more than asking (search: ten times).
        " -c jit=off -c max_parallel_workers_per_gather=0"
        # The rows of one school are in memory. A kept plan is made once: planning anew costs more than it finds.
        " -c random_page_cost=1.1 -c plan_cache_mode=force_generic_plan"
    )
# Questions asked on every page are planned once a connection (staff/kept.py). Turn it off behind a pooler
# that gives one connection to several clients, such as PgBouncer's transaction mode.
KEEP_PLANS = env.bool("KEEP_PLANS", default=True)
if "owner" in DATABASES:  # migrations may take longer than a page
    DATABASES["owner"]["OPTIONS"]["options"] = "-c lock_timeout=10000"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["staff.who_asks.Door"]
PASSWORD_HASHERS = [
    "staff.hashing.OneAtATime",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "staff.sign_in.SchoolAccounts"
SOCIALACCOUNT_ADAPTER = "staff.sign_in.SchoolIdentities"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proved the address already
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "staff.forms.SignInForm",
    "reauthenticate": "staff.forms.ReauthenticateForm",
    "reset_password": "staff.forms.ResetPasswordForm",
    "reset_password_from_key": "staff.forms.NewPasswordForm",
    "change_password": "staff.forms.ChangePasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 60 * 60
# allauth's default counts failures per address (10/m/ip) and would shut out a whole school
# behind one: count per account, and per address only what 60 people at 08:45 never reach.
ACCOUNT_RATE_LIMITS = {
    # Sixty people would stand in line for one count, each knocking ten times a second. What guards a password is
    # counted per account; a flood is stopped in front of us (deploy: limit_req), and its sums wait (staff.hashing).
    "login": None,
    "login_failed": "5/15m/key",
    "reset_password": "100/m/ip,5/15m/key",
    "reset_password_from_key": "100/m/ip",
    "reauthenticate": "10/m/user",
    # The guests' door (concerns.guests): wrong PINs, and reports sent, from one address and one browser.
    "guest_pin": "40/5m/key",
    "guest_sent": "300/h/ip",
    "guest_sent_here": "30/h/key",
}
ACCOUNT_RATE_LIMITS_CACHE = "default"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = env.str("MFA_ISSUER", default="School wellbeing")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_ADAPTER = "staff.sign_in.SchoolSecondFactors"
MFA_FORMS = {
    "authenticate": "staff.forms.CodeForm",
    "reauthenticate": "staff.forms.CodeAgainForm",
    "activate_totp": "staff.forms.SetUpCodesForm",
    "add_webauthn": "staff.forms.AddPasskeyForm",
    "edit_webauthn": "staff.forms.EditPasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation proved the address already
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}  # the default, ten, shuts out a school behind one address
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_NAME = "__Host-remembered" if SECURE else "remembered"
MFA_TRUST_COOKIE_AGE = timedelta(hours=10)  # and never past the end of the school day: staff.second_factor
SCHOOL_DAY_ENDS = time.fromisoformat(env.str("SCHOOL_DAY_ENDS", default="18:00"))
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
# School sign-in: a door that is not configured is not there. Microsoft needs the school's own tenant,
# because elsewhere anybody may call themselves anything.
SOCIALACCOUNT_PROVIDERS = {}
if env.str("GOOGLE_CLIENT_ID", default=""):
    _google = {"client_id": env.str("GOOGLE_CLIENT_ID"), "secret": env.str("GOOGLE_CLIENT_SECRET")}
    SOCIALACCOUNT_PROVIDERS["google"] = {"APPS": [_google], "OAUTH_PKCE_ENABLED": True}
if env.str("MICROSOFT_CLIENT_ID", default=""):
    if env.str("MICROSOFT_TENANT", default="") in ("", "common", "organizations", "consumers"):
        raise ImproperlyConfigured("Set MICROSOFT_TENANT to the school's own tenant id, or leave Microsoft off.")
    _microsoft = {
        "client_id": env.str("MICROSOFT_CLIENT_ID"),
        "secret": env.str("MICROSOFT_CLIENT_SECRET"),
        "settings": {"tenant": env.str("MICROSOFT_TENANT")},
    }
    SOCIALACCOUNT_PROVIDERS["microsoft"] = {"APPS": [_microsoft], "OAUTH_PKCE_ENABLED": True}

# Redis holds no truth and no request touches it: sessions and rate limits are in PostgreSQL.
SESSION_ENGINE = "staff.who_asks"
SESSION_COOKIE_AGE = 10 * 60 * 60  # absolute: ten hours, however busy
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "staff.errors.stale_page"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staff_counter",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
IDLE_SECONDS = 15 * 60
STEP_UP_SECONDS = 5 * 60

SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from this machine, behind whatever holds the certificate
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
# Who may frame a page is said by frame-ancestors (stbarts/headers.py), which public pages may set for themselves.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
# The school's own website, say: "https://www.example.org". Empty, public pages are framed by nobody either.
PUBLIC_FRAME_ANCESTORS = env.list("PUBLIC_FRAME_ANCESTORS", default=[])

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
# Where nginx serves MEDIA_ROOT/documents internally ("/sealed/"); empty, the app sends files itself.
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", default="")
PRODUCTION_STATIC = env.bool("PRODUCTION_STATIC", default=False)
STATIC_ROOT = ROOT / "staticfiles" if PRODUCTION_STATIC else None  # elsewhere files are served where they lie
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
MOST_UPLOADED_A_DAY = 100 * 1024 * 1024  # by one person
DATA_UPLOAD_MAX_NUMBER_FILES = 30
FILE_UPLOAD_HANDLERS = [
    "documents.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# clamd, where the school has a virus scanner: "/run/clamav/clamd.ctl" or "127.0.0.1:3310".
CLAMD = env.str("CLAMD", default="")
MAX_BODY_BYTES = 20 * MAX_UPLOAD_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE  # what is longer is not even parsed

vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:1025"))
EMAIL_TIMEOUT = 10
# A class that sends text messages (see staff/sms.py); this one only writes that one was owed.
SMS_SENDER = env.str("SMS_SENDER", default="staff.sms.LoggingSender")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default="School wellbeing <no-reply@example.org>")

AUDIT_ANCHOR_DIR = Path(env.str("AUDIT_ANCHOR_DIR", default=str(VAR / "anchors")))
AUDIT_ANCHOR_KEY = env.str("AUDIT_ANCHOR_KEY", default="")

CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # above the longest task
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
    "health_check_interval": 25,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# What a worker that died was busy with is another's after so many seconds; what failed waits a quarter of them, doubled.
LEASE_SECONDS = env.int("LEASE_SECONDS", default=120)
DOCUMENT_LEASE_SECONDS = env.int("DOCUMENT_LEASE_SECONDS", default=90)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    # A call that finds every worker busy is dropped: the next one, five seconds later, does as well.
    "call people": {"task": "concerns.tasks.call_people", "schedule": 5, "options": {"expires": 5}},
    "send what is owed": {"task": "staff.tasks.send_notices", "schedule": 10},
    "owe each person the morning's e-mail": {"task": "staff.tasks.owe_digests", "schedule": 60},
    "send the morning's e-mails": {"task": "staff.tasks.send_digests", "schedule": 10},
    "send links to sign in": {"task": "staff.tasks.send_account_emails", "schedule": 10},
    "say that a worker is alive": {"task": "staff.tasks.beat", "schedule": 30},
    "forget old sessions": {"task": "staff.tasks.clear_sessions", "schedule": 6 * 60 * 60},
    # A call that finds every worker busy is dropped: the next one, three seconds later, does as well.
    "make documents": {"task": "documents.tasks.render_owed", "schedule": 3, "options": {"expires": 3}},
    "sweep half-made files": {"task": "documents.tasks.sweep_orphans", "schedule": 12 * 60 * 60},
    "tell the chair of governors": {"task": "concerns.tasks.tell_chair", "schedule": 60},
    "drop files that were carried over": {"task": "concerns.tasks.drop_carried_files", "schedule": 6 * 60 * 60},
    "find what is due": {"task": "staff.tasks.sweep_owed", "schedule": 300},
    "count the map at the end of term": {"task": "interventions.tasks.count_the_map", "schedule": 30 * 60},
    "anchor the audit": {"task": "audit.tasks.anchor", "schedule": 6 * 60 * 60},
}

CRISPY_ALLOWED_TEMPLATE_PACKS = ("house",)
CRISPY_TEMPLATE_PACK = "house"  # Bootstrap's boxes as look.md wants them, drawn by the quicker engine
CRISPY_FAIL_SILENTLY = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "stbarts.reports.QuietFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
DEFAULT_EXCEPTION_REPORTER = "stbarts.reports.QuietReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "stbarts.reports.QuietReports"
