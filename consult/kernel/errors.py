"""What a deed may refuse with; the edges turn each into a page or an RFC 9457 problem document."""

from consult.kernel.messages import N_, Message


class DomainError(Exception):
    """A refusal: a stable ``code`` for machines and one sentence for people."""

    status = 500

    def __init__(self, code: str, sentence: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = Message(sentence, values)


class NotAllowed(DomainError):
    """The actor lacks the permission (403)."""

    status = 403

    def __init__(
        self, code: str = "not_allowed", sentence: str = N_("You may not do this."), **values: object
    ) -> None:
        super().__init__(code, sentence, **values)


class NotFound(DomainError):
    """There is no such thing, or not for this actor (404)."""

    status = 404

    def __init__(
        self, code: str = "not_found", sentence: str = N_("This page does not exist."), **values: object
    ) -> None:
        super().__init__(code, sentence, **values)


class Conflict(DomainError):
    """Somebody was faster, or the thing has changed meanwhile (409)."""

    status = 409


class Outdated(Conflict):
    """The thing has changed since the version that this rests on was read (409)."""


class IllegalTransition(Conflict):
    """The state table has no such step (409)."""


class Invalid(DomainError):
    """A value breaks a rule (422); ``field`` names the input where the sentence belongs.

    ``also`` holds further refusals that were found at the same time, each with its own field.
    """

    status = 422

    def __init__(self, code: str, sentence: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(code, sentence, **values)
        self.field = field
        self.also: tuple[Invalid, ...] = ()
