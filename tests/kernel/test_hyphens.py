"""Soft hyphens in headings: only between the parts of known words."""

from consult.kernel.text.hyphens import SOFT, soft


def test_long_words_get_joints_and_keep_their_letters() -> None:
    parted = soft("Die grenzüberschreitende Zusammenarbeit")
    assert parted == f"Die grenz{SOFT}über{SOFT}schreitende Zusammen{SOFT}arbeit"
    assert parted.replace(SOFT, "") == "Die grenzüberschreitende Zusammenarbeit"


def test_other_words_stay_as_they_are() -> None:
    assert soft("Les coopérations transfrontalières <b>") == "Les coopérations transfrontalières <b>"
