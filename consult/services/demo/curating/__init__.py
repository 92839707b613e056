"""What moderators did in the demonstration, and what they have before them today."""

from consult.services.demo.curating.curate import curate
from consult.services.demo.curating.merging import share_supporters
from consult.services.demo.curating.planning import add_comments

__all__ = ["add_comments", "curate", "share_supporters"]
