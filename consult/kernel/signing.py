"""Links that work without signing in carry a signature that only this installation can make."""

import hmac
from hashlib import sha256

from flask import current_app


def signature(purpose: str, text: str) -> str:
    """HMAC-SHA256 (40 hexadecimal digits) of ``text`` under the installation's secret, for one purpose."""
    return _signature(str(current_app.config["SECRET_KEY"]), purpose, text)


def is_signed(purpose: str, text: str, given: str) -> bool:
    """Whether ``given`` is the signature of ``text`` under the present secret or one that it replaced."""
    secrets = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return any(
        hmac.compare_digest(_signature(str(secret), purpose, text).encode(), given.encode())
        for secret in secrets
    )


def _signature(secret: str, purpose: str, text: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}\0{text}".encode(), sha256).hexdigest()[:40]
