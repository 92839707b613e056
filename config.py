"""Settings from the environment, read once; create_app takes them, tests make their own."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET = 32
DRIVER = "postgresql+psycopg://"
ENVIRONMENTS = ("development", "test", "production")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: What the engine of ``DATABASE_READ_URL`` is called among Flask-SQLAlchemy's binds.
REPLICA = "replica"
#: A replica that is slow or away must not keep a reader waiting whom the primary can serve: s, ms, ms.
REPLICA_PATIENCE = {
    "connect_timeout": 2,
    "tcp_user_timeout": 3000,
    "options": "-c statement_timeout=5000",
}
#: Services that translate → the settings that each cannot do without.
TRANSLATORS = {"none": (), "libretranslate": ("TRANSLATOR_URL",), "deepl": ("TRANSLATOR_KEY",)}


class BadSetting(Exception):
    """A setting that the application must not start with; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``environment`` is development, test or production; URLs are SQLAlchemy's and ``smtp://…``."""

    secret_key: str
    database_url: str
    instance: Path
    database_read_url: str = ""
    environment: str = "development"
    mail_url: str = ""
    mail_sender: str = "noreply@example.org"
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = LOOPBACK
    limits_url: str = ""
    limits_enabled: bool = True
    proxies: int = 0
    secret_key_fallbacks: tuple[str, ...] = ()
    signing_keys: Path | None = None
    translator: str = "none"
    translator_url: str = ""
    translator_key: str = ""
    metrics_token: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def keys_folder(self) -> Path:
        """Where the keys lie that sign the ballots' checkpoints."""
        return self.signing_keys or self.instance / "signing-keys"

    @property
    def over_tls(self) -> bool:
        return self.public_url.startswith("https://")

    def flask(self) -> dict[str, Any]:
        """The mapping that Flask and its extensions read."""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(self.database_url),
            "SQLALCHEMY_BINDS": replica_bind(self.database_read_url),
            "TRUSTED_HOSTS": list(self.trusted_hosts),
            "MAX_CONTENT_LENGTH": 256 * 1024,
            "MAX_FORM_MEMORY_SIZE": 128 * 1024,
            "MAX_FORM_PARTS": 200,
            "SESSION_COOKIE_NAME": "__Host-consult" if self.over_tls else "consult",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.over_tls,
            "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 30,
            "WTF_CSRF_TIME_LIMIT": None,
            "RATELIMIT_ENABLED": self.limits_enabled,
            "RATELIMIT_STORAGE_URI": self.limits_url or f"rate+sqlite:///{self.instance / 'limits.sqlite'}",
            **self.extra,
        }


def engine_options(database_url: str) -> dict[str, Any]:
    """SQLAlchemy's pool settings for the database at hand."""
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 5}}
    return {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}


def replica_bind(read_url: str) -> dict[str, dict[str, Any]]:
    """Flask-SQLAlchemy's mapping of the second engine; empty where no replica is named."""
    if not read_url:
        return {}
    patient = {"connect_args": REPLICA_PATIENCE, "pool_timeout": REPLICA_PATIENCE["connect_timeout"]}
    return {REPLICA: {"url": read_url, **engine_options(read_url), **patient}}


def from_environment() -> Settings:
    """Read the environment; raises ``BadSetting`` for a missing secret in production, and what cannot be."""
    instance = Path(os.environ.get("INSTANCE_PATH", ROOT / "instance"))
    instance.mkdir(parents=True, exist_ok=True)
    environment = os.environ.get("CONSULT_ENV", "development")
    if environment not in ENVIRONMENTS:
        raise BadSetting(f"CONSULT_ENV={environment} is unknown: use one of {', '.join(ENVIRONMENTS)}.")
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    secret_key = _secret(environment, instance)
    public_url = os.environ.get("PUBLIC_URL", "").rstrip("/")
    if environment == "production" and not public_url:
        raise BadSetting("PUBLIC_URL is missing: mails would lead nowhere, and cookies would not be secure.")
    signing_keys = os.environ.get("SIGNING_KEYS", "")
    if environment == "production" and not signing_keys:
        raise BadSetting("SIGNING_KEYS is missing: name the folder of the keys that sign the ballots.")
    service: dict[str, Any] = _translator()
    database_url = _database_url(os.environ.get("DATABASE_URL", ""), instance)
    return Settings(
        secret_key=secret_key,
        database_url=database_url,
        database_read_url=_database_read_url(os.environ.get("DATABASE_READ_URL", ""), database_url),
        instance=instance,
        environment=environment,
        mail_url=os.environ.get("MAIL_URL", ""),
        mail_sender=os.environ.get("MAIL_SENDER", "noreply@example.org"),
        public_url=public_url or f"http://{host}:{port}",
        trusted_hosts=_listed("TRUSTED_HOSTS") or (*LOOPBACK, host),
        limits_url=os.environ.get("LIMITS_URL", ""),
        proxies=_number("PROXIES"),
        secret_key_fallbacks=tuple(
            _strong("SECRET_KEY_FALLBACKS", old) for old in _listed("SECRET_KEY_FALLBACKS")
        ),
        signing_keys=Path(signing_keys) if signing_keys else None,
        metrics_token=_metrics_token(os.environ.get("METRICS_TOKEN", "")),
        **service,
    )


def _translator() -> dict[str, str]:
    """Which service translates, where, and with which key; none unless one is named."""
    name = os.environ.get("TRANSLATOR", "") or "none"
    given = {setting: os.environ.get(setting, "").strip() for setting in ("TRANSLATOR_URL", "TRANSLATOR_KEY")}
    if name not in TRANSLATORS:
        raise BadSetting(f"TRANSLATOR={name} is unknown: use one of {', '.join(TRANSLATORS)}.")
    for setting in TRANSLATORS[name]:
        if not given[setting]:
            raise BadSetting(f"{setting} is missing: TRANSLATOR={name} does not work without it.")
    url, key = given["TRANSLATOR_URL"], given["TRANSLATOR_KEY"]
    if url and not _web_address(url):
        raise BadSetting("TRANSLATOR_URL must look like https://host/path, without user, query or fragment.")
    if not (key.isascii() and key.isprintable()):
        raise BadSetting("TRANSLATOR_KEY holds signs that no key has.")
    return {"translator": name, "translator_url": url, "translator_key": key}


def _metrics_token(token: str) -> str:
    """What a collector shows to read ``/metrics``; empty: only a program on the same machine may."""
    return _strong("METRICS_TOKEN", token) if token else ""


def _web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(known) and not (parts.query or parts.fragment or "@" in parts.netloc)


def _listed(name: str) -> tuple[str, ...]:
    return tuple(filter(None, os.environ.get(name, "").split(",")))


def _number(name: str) -> int:
    text = os.environ.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise BadSetting(f"{name}={text} is no number.")
    return int(text)


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'consult.sqlite'}"
    url = _with_driver(url)
    if not url.startswith(("sqlite:///", DRIVER)):
        raise BadSetting("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _database_read_url(url: str, primary: str) -> str:
    """The replica that signed-out readers may read; empty for none."""
    if not url:
        return ""
    if not primary.startswith(DRIVER):
        raise BadSetting("DATABASE_READ_URL needs PostgreSQL in DATABASE_URL: SQLite has no replica.")
    url = _with_driver(url)
    if not url.startswith(DRIVER):
        raise BadSetting("DATABASE_READ_URL must begin with postgresql://.")
    return url


def _with_driver(url: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return DRIVER + url.removeprefix(plain)
    return url


def _secret(environment: str, instance: Path) -> str:
    secret = os.environ.get("SECRET_KEY", "")
    if secret:
        return _strong("SECRET_KEY", secret)
    if environment == "production":
        raise BadSetting("SECRET_KEY is missing: production does not start without one.")
    path = instance / "secret_key"
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return _strong(str(path), path.read_text().strip())


def _strong(name: str, secret: str) -> str:
    """``secret`` when nobody can guess it."""
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 8:
        raise BadSetting(
            f"{name} is too short or too simple: use {SHORTEST_SECRET} random characters or more."
        )
    return secret
