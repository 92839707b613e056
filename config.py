"""Settings from the environment, read once; create_app takes them, tests make their own."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET = 32
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadSetting(Exception):
    """A setting that the application must not start with; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``environment`` is development, test or production; URLs are SQLAlchemy's and ``smtp://…``."""

    secret_key: str
    database_url: str
    instance: Path
    environment: str = "development"
    mail_url: str = ""
    mail_sender: str = "noreply@example.org"
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = LOOPBACK
    limits_url: str = ""
    limits_enabled: bool = True
    proxies: int = 0
    secret_key_fallbacks: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    def flask(self) -> dict[str, Any]:
        """The mapping that Flask and its extensions read."""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(self.database_url),
            "TRUSTED_HOSTS": list(self.trusted_hosts),
            "MAX_CONTENT_LENGTH": 256 * 1024,
            "MAX_FORM_MEMORY_SIZE": 128 * 1024,
            "MAX_FORM_PARTS": 200,
            "SESSION_COOKIE_NAME": "consult",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.public_url.startswith("https://"),
            "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 30,
            "WTF_CSRF_TIME_LIMIT": None,
            "RATELIMIT_ENABLED": self.limits_enabled,
            "RATELIMIT_STORAGE_URI": self.limits_url or f"rate+sqlite:///{self.instance / 'limits.sqlite'}",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
            **self.extra,
        }


def engine_options(database_url: str) -> dict[str, Any]:
    """SQLAlchemy's pool settings for the database at hand."""
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 5}}
    return {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}


def from_environment() -> Settings:
    """Read the environment; raises ``BadSetting`` for a missing or weak secret outside development."""
    instance = Path(os.environ.get("INSTANCE_PATH", ROOT / "instance"))
    instance.mkdir(parents=True, exist_ok=True)
    environment = os.environ.get("CONSULT_ENV", "development")
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    hosts = tuple(filter(None, os.environ.get("TRUSTED_HOSTS", "").split(",")))
    return Settings(
        secret_key=_secret(environment, instance),
        database_url=_database_url(os.environ.get("DATABASE_URL", ""), instance),
        instance=instance,
        environment=environment,
        mail_url=os.environ.get("MAIL_URL", ""),
        mail_sender=os.environ.get("MAIL_SENDER", "noreply@example.org"),
        public_url=os.environ.get("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
        trusted_hosts=hosts or (*LOOPBACK, host),
        limits_url=os.environ.get("LIMITS_URL", ""),
        proxies=int(os.environ.get("PROXIES", "0")),
        secret_key_fallbacks=tuple(filter(None, os.environ.get("SECRET_KEY_FALLBACKS", "").split(","))),
    )


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'consult.sqlite'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _secret(environment: str, instance: Path) -> str:
    secret = os.environ.get("SECRET_KEY", "")
    if secret:
        if len(secret) < SHORTEST_SECRET or len(set(secret)) < 8:
            raise BadSetting(
                f"SECRET_KEY is too short or too simple: use {SHORTEST_SECRET} random characters or more."
            )
        return secret
    if environment == "production":
        raise BadSetting("SECRET_KEY is missing: production does not start without one.")
    path = instance / "secret_key"
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()
