"""`flask verify`: check a downloaded bundle, as the published script does, in this house's own words."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from consult.gateways import signing
from consult.kernel.i18n import in_language, translate
from consult.kernel.messages import N_, Message
from consult.kernel.territory import territory
from consult.rules.bundles import FAULT_LABELS, Fault, Verdict, verify
from consult.rules.voting import OUTCOME_LABELS, Outcome

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
RIGHT = N_("Nothing is wrong with this count.")
CHECKED = N_("Ballot %(ballot)s: %(size)s entries, the last one with the head %(head)s.")
NOT_YET = N_("The votes have not been counted, or the ballot was annulled: there is no result to check.")
RECOUNTED = N_("The votes are published, and were counted anew.")
ONLY_TOTALS = N_(
    "The votes are not published in this mode: their totals cannot be counted anew from outside."
)


@click.command("verify", help="Check the count in BUNDLE, a file downloaded from a ballot’s page.")
@click.argument("bundle", type=FILE)
@click.option("--checkpoint", "checkpoints", type=FILE, multiple=True, help="A checkpoint kept from earlier.")
@click.option("--receipt", "receipts", type=FILE, multiple=True, help="A receipt of a vote.")
@click.option("--language", type=click.Choice(["en", *territory().languages]), default="en")
@with_appcontext
def group(bundle: Path, checkpoints: tuple[Path, ...], receipts: tuple[Path, ...], language: str) -> None:
    """Exits with 0 when nothing is wrong, else with 1 and every fault by name; reads these files only."""
    verdict = verify(
        bundle.read_bytes(),
        signing.verify,
        checkpoints=[path.read_bytes() for path in checkpoints],
        receipts=[path.read_bytes() for path in receipts],
    )
    with in_language(language):
        for fault in Fault:
            if fault in verdict.faults:
                click.echo(f"{fault.value}: {translate(Message(FAULT_LABELS[fault]))}")
        if verdict.faults:
            raise SystemExit(1)
        for message in _good_news(verdict):
            click.echo(translate(message))


def _good_news(verdict: Verdict) -> list[Message]:
    told = [
        Message(RIGHT),
        Message(CHECKED, {"ballot": verdict.ballot, "size": verdict.size, "head": verdict.head}),
    ]
    if not verdict.counted or verdict.outcome is None:
        return [*told, Message(NOT_YET)]
    outcome = Message(OUTCOME_LABELS[Outcome(verdict.outcome)])
    return [*told, outcome, Message(RECOUNTED if verdict.recounted else ONLY_TOTALS)]
