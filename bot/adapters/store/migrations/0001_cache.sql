-- What is already known of a link, and who is at work on it.
-- Times are seconds since 1970 (UTC). Runs unchanged on SQLite and PostgreSQL.

CREATE TABLE article (
    key        TEXT   NOT NULL PRIMARY KEY,
    article    TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE refusal (
    key        TEXT   NOT NULL PRIMARY KEY,
    refusal    TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE digest (
    key              TEXT   NOT NULL,
    prompt           TEXT   NOT NULL,
    model            TEXT   NOT NULL,
    language         TEXT   NOT NULL,
    article_language TEXT   NOT NULL,
    text_hash        TEXT   NOT NULL,
    digest           TEXT   NOT NULL,
    made_at          BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    PRIMARY KEY (key, prompt, model, language)
);

CREATE TABLE lease (
    name     TEXT   NOT NULL PRIMARY KEY,
    owner    TEXT   NOT NULL,
    began    BIGINT NOT NULL,
    until    BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);

CREATE INDEX article_expires ON article (expires_at);
CREATE INDEX refusal_expires ON refusal (expires_at);
CREATE INDEX digest_expires ON digest (expires_at);
