"""The command line fills an empty database here: the real programme, invented people, and what they did."""

from consult.services.demo.filling import STEPS, Filled, NotEmpty, fill, is_empty

__all__ = ["STEPS", "Filled", "NotEmpty", "fill", "is_empty"]
