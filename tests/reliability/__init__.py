"""Reliability: what was acknowledged survives kills, lost answers and outside services in trouble.

Here: kill -9 (`test_kills`), answers that never arrive (`test_lost_answers`), storms with others alongside
(`test_storms`), mail servers that lie (`test_mail_servers`), the night of two half past twos
(`test_clock_change`). Elsewhere, where their subject lives: forms sent twice (`attacks/test_forms_tokens`),
sessions that ended while writing (`attacks/test_sessions`, `test_sessions_forms`), two editors
(`web/test_editing_sheets`, `web/test_proposals_writing`), votes, registrations and sittings under storm
(`attacks/test_*_storm`), mail that fails (`services/test_outbox`, `test_mail_gateway`), translation that
fails (`services/test_translators`, `test_translation_breaker`), migrations (`policy/test_migrations`).
"""
