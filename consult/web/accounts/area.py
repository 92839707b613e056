"""The blueprint of the area; each module of views hangs its pages on it."""

from flask.blueprints import BlueprintSetupState

from consult.services import passwords
from consult.web.kit.locale import area

bp = area("accounts", __name__)


@bp.record_once
def set_password_cost(state: BlueprintSetupState) -> None:
    """``PASSWORD_COST = "cheap"`` is for tests, which hash hundreds of passwords."""
    passwords.set_cost(
        passwords.CHEAP if state.app.config.get("PASSWORD_COST") == "cheap" else passwords.Cost()
    )
