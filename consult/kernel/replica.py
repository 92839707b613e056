"""The readers' copy of the database: whether it may be asked now, and how long it rests when it may not."""

import threading
import time

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Engine

log = structlog.get_logger()

#: Seconds that a page may be behind the primary.
LONGEST_LAG = 10
#: Seconds for which one answer about the lag holds in this process.
ASK_EVERY = 1
#: Seconds for which a replica that lags or fails is left alone: a dead one costs one reader a wait, once.
REST = 15

#: The server is away, refuses, or took too long; a pool that is empty. It rests.
AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
#: All that a replica may raise and the primary need not: a migration not yet replayed, for one.
FAILURES = (sa.exc.DBAPIError, sa.exc.TimeoutError)

#: Seconds behind; NULL where unknown, as on a server that left recovery: a new primary, or one left alone.
#: An idle primary sends nothing: with all replayed that came there is no lag, while the receiver lives.
LAG = sa.text(
    "SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL"
    " WHEN EXISTS (SELECT FROM pg_stat_wal_receiver)"
    " AND pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() THEN 0"
    " ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END"
)


class Replica:
    """What one process knows of the replica behind ``engine``; its threads share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._asking = threading.Lock()
        self._ask_at = 0.0
        self._usable = False
        self._told_resting = False

    def usable(self) -> bool:
        """Whether it answers and is at most ``LONGEST_LAG`` behind; asks at most every ``ASK_EVERY`` seconds.

        One thread asks; the others go by the last answer meanwhile.
        """
        if self.clock() >= self._ask_at and self._asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._asking.release()
        return self._usable

    def rest(self, reason: object) -> None:
        """Leave it alone for ``REST`` seconds; operators read once why."""
        self._usable, self._ask_at = False, self.clock() + REST
        if not self._told_resting:
            log.warning("replica_resting", reason=str(reason).partition("\n")[0])
        self._told_resting = True

    @staticmethod
    def clock() -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def _ask(self) -> None:
        try:
            with self.engine.connect() as connection:
                lag = connection.scalar(LAG)
        except FAILURES as error:
            return self.rest(error)
        if lag is None:
            return self.rest("it is no replica, or does not know how far it is behind")
        if lag > LONGEST_LAG:
            return self.rest(f"{lag:.0f} seconds behind")
        self._usable, self._ask_at = True, self.clock() + ASK_EVERY
        if self._told_resting:
            log.info("replica_back", lag=round(float(lag), 1))
        self._told_resting = False
        return None
