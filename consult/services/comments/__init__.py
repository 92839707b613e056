"""Every change to a comment: one function a deed. Only ``showing`` makes one public or withholds it."""

from consult.services.comments.fields import CommentFields
from consult.services.comments.marking import mark, unmark
from consult.services.comments.review import accept, return_to_author
from consult.services.comments.showing import set_visibility
from consult.services.comments.writing import edit, write

__all__ = [
    "CommentFields",
    "accept",
    "edit",
    "mark",
    "return_to_author",
    "set_visibility",
    "unmark",
    "write",
]
