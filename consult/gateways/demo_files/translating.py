"""The file of translations becomes shapes here."""

from typing import Any

from consult.gateways.demo_files.shapes import Whose
from consult.gateways.demo_files.texts import whose
from consult.gateways.demo_files.translation_shapes import Translated, TranslationText, Wish
from consult.rules.translations import Extent, Origin, TranslationState

Raw = dict[str, Any]


def translated(raw: Raw) -> Translated:
    return Translated(
        texts=tuple(map(_text, [*raw["proposals"], *raw["comments"]])),
        wishes=tuple(Wish(row["proposal"], Whose(**row["by"])) for row in raw["wishes"]),
    )


def _text(raw: Raw) -> TranslationText:
    by = raw.get("by")
    return TranslationText(
        **raw
        | {
            "origin": Origin(raw["origin"]),
            "by": by if isinstance(by, str) else whose(by),
            "extent": Extent(raw.get("extent", Extent.FULL)),
            "state": TranslationState(raw.get("state", TranslationState.SHOWN)),
        }
    )
