"""A count as anyone can download it: what a bundle is made of, and how it is checked.

A bundle is what ``services.ballots.bundles`` writes: log, roll, checkpoints, public keys and, once counted,
the votes' openings. Nothing in it is believed that its log, its signatures or its frozen rules do not bear
out. The published script (``data/verifier``) says the same in its own way.
"""

from consult.rules.bundles.reading import FORMAT, SIGNED, Holds, written
from consult.rules.bundles.verdict import verify
from consult.rules.bundles.words import FAULT_LABELS, Fault, Verdict

__all__ = ["FAULT_LABELS", "FORMAT", "SIGNED", "Fault", "Holds", "Verdict", "verify", "written"]
