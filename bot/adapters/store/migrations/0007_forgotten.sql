-- Articles that a chat, or the operator, had forgotten, under a veil: a feed that still names one
-- must not bring it again. Times are seconds since 1970 (UTC). Runs unchanged on SQLite and PostgreSQL.

CREATE TABLE forgotten (
    mark  TEXT   NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);

CREATE INDEX forgotten_until ON forgotten (until);
