"""Comments as stories need them, written through the deed so that counts and index are true."""

from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.rules.comments import Stance
from consult.services import comments
from consult.services.comments import CommentFields
from tests.factories import people

BODY = "Les enfants de l’école voisine pourraient planter ces arbres au printemps."


def written(
    proposal: Proposal,
    author: Account | None = None,
    body: str = BODY,
    stance: Stance = Stance.NEUTRAL,
    parent: Comment | None = None,
    **values: object,
) -> Comment:
    """A comment of ``author``, in French unless ``values`` say otherwise."""
    fields = CommentFields(
        body=body,
        stance=stance,
        parent_id=parent.id if parent else None,
        **({"language": "fr"} | values),  # type: ignore[arg-type]  # the story knows its types
    )
    return comments.write(people.actor(author or people.participant()), proposal.id, fields)
