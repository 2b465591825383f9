-- Feeds: one row for each however many chats listen, who listens, and what they have announced.
-- Times are seconds since 1970 (UTC), 0 for never. Runs unchanged on SQLite and PostgreSQL.

CREATE TABLE feed (
    url           TEXT   NOT NULL PRIMARY KEY,
    title         TEXT   NOT NULL,
    etag          TEXT   NOT NULL,
    modified      TEXT   NOT NULL,
    body_hash     TEXT   NOT NULL,
    checked_at    BIGINT NOT NULL,
    next_at       BIGINT NOT NULL,
    failures      BIGINT NOT NULL,
    failing_since BIGINT NOT NULL,
    fault         TEXT   NOT NULL
);

CREATE INDEX feed_next ON feed (next_at);
CREATE INDEX feed_checked ON feed (checked_at);

CREATE TABLE chat_feed (
    platform TEXT   NOT NULL,
    chat     TEXT   NOT NULL,
    url      TEXT   NOT NULL,
    added_at BIGINT NOT NULL,
    is_told  BIGINT NOT NULL, -- that the feed is dead
    PRIMARY KEY (platform, chat, url)
);

CREATE INDEX chat_feed_url ON chat_feed (url);

CREATE TABLE feed_entry (
    feed      TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    url       TEXT   NOT NULL,
    title     TEXT   NOT NULL,
    published BIGINT NOT NULL,
    seen_at   BIGINT NOT NULL, -- 0: it was there before anybody looked
    body      TEXT   NOT NULL,
    is_named  BIGINT NOT NULL, -- the feed still lists it
    PRIMARY KEY (feed, name)
);

CREATE INDEX feed_entry_seen ON feed_entry (feed, seen_at);
CREATE INDEX feed_entry_body ON feed_entry (seen_at) WHERE body <> '';
CREATE INDEX feed_entry_old ON feed_entry (seen_at) WHERE is_named = 0;
