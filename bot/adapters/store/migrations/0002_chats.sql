-- What chats asked for and what is owed to them, what they have set, who wants to be left alone.
-- Times are seconds since 1970 (UTC), "" stands for none. Runs unchanged on SQLite and PostgreSQL.

CREATE TABLE delivery (
    id          TEXT   NOT NULL PRIMARY KEY,
    platform    TEXT   NOT NULL,
    chat        TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    topic       TEXT   NOT NULL,
    message     TEXT   NOT NULL,
    slot        TEXT   NOT NULL,
    began_by    TEXT   NOT NULL,
    ui          TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    ask         TEXT   NOT NULL,
    accepted_at BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    reply_to    TEXT   NOT NULL,
    asker       TEXT   NOT NULL,
    poster      TEXT   NOT NULL,
    answer      TEXT   NOT NULL,
    placeholder TEXT   NOT NULL,
    post        TEXT   NOT NULL,
    posted_at   BIGINT NOT NULL,
    cost_micros BIGINT NOT NULL,
    charged     BIGINT NOT NULL,
    again       BIGINT NOT NULL,
    code        TEXT   NOT NULL,
    mark_owed   BIGINT NOT NULL DEFAULT 0,
    UNIQUE (platform, chat, message, slot)
);

CREATE INDEX delivery_state ON delivery (state, id);
CREATE INDEX delivery_chat ON delivery (platform, chat, accepted_at);
CREATE INDEX delivery_key ON delivery (platform, chat, key, accepted_at);
CREATE INDEX delivery_asker ON delivery (platform, asker, accepted_at);
CREATE INDEX delivery_poster ON delivery (platform, poster);
CREATE INDEX delivery_mark ON delivery (mark_owed, id);
CREATE INDEX delivery_post ON delivery (platform, chat, post);
CREATE INDEX delivery_expires ON delivery (expires_at);

CREATE TABLE notified (
    source TEXT   NOT NULL,
    name   TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (source, name)
);

CREATE INDEX notified_at ON notified (at);

CREATE TABLE chat (
    platform     TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    own          TEXT   NOT NULL,
    is_open      BIGINT NOT NULL,
    is_allowed   BIGINT NOT NULL,
    is_blocked   BIGINT NOT NULL,
    onboarded_at BIGINT NOT NULL,
    PRIMARY KEY (platform, id)
);

-- What was used on a day (days since 1970), by an account: all, a chat, a person under a veil.
CREATE TABLE spending (
    day         BIGINT NOT NULL,
    account     TEXT   NOT NULL,
    digests     BIGINT NOT NULL,
    cost_micros BIGINT NOT NULL,
    PRIMARY KEY (day, account)
);

CREATE TABLE opted_out (
    platform TEXT   NOT NULL,
    person   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (platform, person)
);

CREATE TABLE fact (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
