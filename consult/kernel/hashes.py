"""Secrets that people carry in cookies and links are stored only as what this makes of them."""

from hashlib import sha256


def secret_hash(secret: str) -> str:
    """SHA-256 (hex); enough for secrets of 256 random bits, never for passwords."""
    return sha256(secret.encode()).hexdigest()
