"""The worker, the command and the demonstration count the figures here and keep them, a sheet a scope."""

from consult.services.figures.counting import count, is_due

__all__ = ["count", "is_due"]
