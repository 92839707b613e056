"""The clerk looks for the proposals of a paper here; what is ticked stays ticked from search to search."""

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from consult.queries import ballots as queries
from consult.queries.ballots import Sought
from consult.rules.permissions import Permission
from consult.web.ballots.blueprint import bp
from consult.web.ballots.forms import ProposalsField, offered, plain
from consult.web.kit import options
from consult.web.kit.access import allow
from consult.web.kit.forms import HouseForm, row_number

#: More than anybody reads: then the search must be narrowed.
MOST = 60


class ChooseForm(HouseForm):
    """A form that only asks, by GET; a value that does not exist filters nothing."""

    chantier = SelectField(_l("Chantier"), default="")
    q = StringField(_l("Words in the proposal"), filters=[plain])
    proposals = ProposalsField(
        _l("Proposals put to the vote"),
        coerce=int,
        choices=[],
        validate_choice=False,
        description=_l("Each one becomes a question of its own. The number is its chantier."),
    )

    def __init__(self, chosen: list[int]) -> None:
        super().__init__(formdata=None, data=request.args.to_dict() | {"proposals": chosen})
        self.chantier.choices = {"": _("All")} | options.chantiers()
        if self.chantier.data not in self.chantier.choices:
            self.chantier.data = ""

    def sought(self) -> Sought:
        """What the query takes."""
        number = self.chantier.data
        return Sought(
            chantier=int(number) if number else None,
            words=(self.q.data or "").strip(),
            chosen=tuple(self.proposals.data or ()),
        )


@bp.get("/clerk/papers/choose")
@allow(Permission.RUN_BALLOTS)
def clerk_choose() -> str:
    """For a new paper, or for the one in preparation that ``paper`` names."""
    paper_id = request.args.get("paper", type=row_number)
    paper = queries.clerk_paper(paper_id) if paper_id else None
    own = paper.proposal_ids if paper else []
    form = ChooseForm(request.args.getlist("proposals", type=row_number))
    found = queries.eligible_proposals(own, form.sought(), MOST + 1)
    left_out = len(found) - len(form.proposals.data or ()) > MOST
    form.proposals.choices = offered(found[:-1] if left_out else found)
    return render_template("ballots/clerk_choose.html", form=form, paper=paper, left_out=left_out)
