"""The part of the worker that has texts translated by a machine; it does nothing where none is named."""

import time

from consult.gateways.translator import Translator
from consult.kernel.db import db, writing
from consult.services.translations import machine
from consult.services.translations.wording import worded

LOOK_EVERY = 10.0


class Translating:
    """One worker's share. ``place`` is the window of versions that it looks at next: 0 holds the newest."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator
        self.place = 0
        self._looked_at = float("-inf")

    def look_out(self) -> bool:
        """Order what lacks a translation, one window at a turn; busy while older windows hold some."""
        if not self.translator.name or time.monotonic() - self._looked_at < LOOK_EVERY:
            return False
        found, more = self._look()
        if not (found and more):
            self._looked_at = time.monotonic()
        return bool(found)

    def _look(self) -> tuple[bool, bool]:
        wanted, more = machine.find(self.place)
        self.place = self.place + 1 if more else 0
        if wanted:
            with writing():
                machine.order_all(wanted)
        return bool(wanted), more

    def translate_one(self) -> bool:
        """Have one text translated, outside any transaction; busy while there may be another."""
        if not self.translator.name or not machine.waiting():
            return False
        with writing():
            claim = machine.claim()
        if claim is None:
            return False
        try:
            order = machine.prepare(claim)
            db.session.rollback()  # a read must not stay open while we ask
            made = worded(order, self.translator) if order else None
        except Exception as problem:  # one text must not keep the others back
            with writing():
                machine.failed(claim, problem)
            return True
        with writing():
            machine.keep(claim, order, made)
        return True

    def everything(self) -> None:
        """All that is due now, down to the oldest text."""
        busy = bool(self.translator.name)
        while busy:
            self.place, more = 0, True
            while more:
                _, more = self._look()
            busy = False
            while self.translate_one():
                busy = True
