"""The circuit breaker: a translation service that fails again and again is left alone, then tried once."""

from datetime import datetime, timedelta

import structlog

from consult.queries.translations import outside
from consult.rules.translations import CLAIM_LASTS, LONGEST_REST, rest

log = structlog.get_logger()


def resting(moment: datetime) -> bool:
    """Whether nobody may ask now; reads only."""
    until = outside.resting_until(outside.TRANSLATION)
    return until is not None and until > moment


def may_ask(moment: datetime) -> bool:
    """Whether this worker may ask now. After a rest only one may, until it has said how it went."""
    if outside.doing_well(outside.TRANSLATION):
        return True
    service = outside.locked(outside.TRANSLATION, moment)
    if service.open_until is None:
        return True
    if service.open_until > moment:
        return False
    service.open_until = moment + CLAIM_LASTS
    return True


def answered(moment: datetime) -> None:
    """It works: failures are forgotten, and everybody may ask again."""
    if outside.doing_well(outside.TRANSLATION):
        return
    service = outside.locked(outside.TRANSLATION, moment)
    service.failures, service.open_until, service.problem = 0, None, None
    service.changed_at = moment
    log.info("translation_service_back")


def silent(problem: str, retry_after: timedelta | None, moment: datetime) -> None:
    """One failure more: after some in a row, or when it says so itself, the service is left alone."""
    service = outside.locked(outside.TRANSLATION, moment)
    service.failures += 1
    service.problem, service.changed_at = problem[:200], moment
    asked = min(retry_after, LONGEST_REST) if retry_after else None
    rests = [length for length in (rest(service.failures), asked) if length]
    service.open_until = moment + max(rests) if rests else None
    if rests:
        log.warning(
            "translation_service_rests",
            failures=service.failures,
            problem=service.problem,
            until=str(service.open_until),
        )
