"""People who sign in: accounts, their sessions, single-use tokens and granted roles."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.actor import Role
from consult.kernel.db import Base, Json, enum_type
from consult.kernel.messages import N_
from consult.rules.participation import TokenPurpose


class Account(Base):
    """A participant. An erased account keeps its row, without address, name or password.

    ``pending_email`` waits for confirmation; ``former_email`` is told of the last change.

    Lives in a commune (``commune_insee``) or elsewhere (``origin``, a key of the territory): never both.
    """

    __tablename__ = "account"
    conflicts = {"uq_account_email": ("email_taken", N_("This e-mail address is already in use."))}
    __table_args__ = (
        CheckConstraint("commune_insee IS NULL OR origin IS NULL", name="one_home"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    pending_email: Mapped[str | None] = mapped_column(String(254))
    former_email: Mapped[str | None] = mapped_column(String(254))
    display_name: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"), index=True)
    origin: Mapped[str | None] = mapped_column(String(40))
    ties: Mapped[list[str]] = mapped_column(Json, default=list)
    charter_accepted_at: Mapped[datetime | None]
    age_declared_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    demo: Mapped[bool] = mapped_column(default=False)

    grants: Mapped[list["RoleGrant"]] = relationship(foreign_keys="RoleGrant.account_id", lazy="raise")


class AccountSession(Base):
    """One signed-in device; the cookie holds the secret, the row only its SHA-256."""

    __tablename__ = "account_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="raise")


class AccountToken(Base):
    """A single-use secret sent by mail, kept as SHA-256; ``email`` is the address it was sent to.

    ``kept_form_id`` names what its owner had begun before they had to sign in.
    """

    __tablename__ = "account_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(enum_type(TokenPurpose, "purpose"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(String(254))
    next_path: Mapped[str | None] = mapped_column(String(500))
    kept_form_id: Mapped[int | None] = mapped_column(ForeignKey("kept_form.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def _active(name: str, where: str, *columns: str) -> Index:
    """One unrevoked grant of a role: null is equal to nothing, so each case has an index of its own."""
    condition = text(f"revoked_at IS NULL AND {where}")
    return Index(
        name,
        "account_id",
        "role",
        *columns,
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


class RoleGrant(Base):
    """A role for one chantier, or for all when ``chantier_number`` is null; ends by ``revoked_at``."""

    __tablename__ = "role_grant"
    __table_args__ = (
        _active("uq_role_grant_chantier", "chantier_number IS NOT NULL", "chantier_number"),
        _active("uq_role_grant_everywhere", "chantier_number IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(enum_type(Role, "role"))
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    granted_at: Mapped[datetime]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
