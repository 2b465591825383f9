-- Daily posts: what chats have set, and one row for each chat and local date.
-- Times are seconds since 1970 (UTC), "" stands for none. Runs unchanged on SQLite and PostgreSQL.

CREATE TABLE subscription (
    platform      TEXT   NOT NULL,
    chat          TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    within        TEXT   NOT NULL,
    target        TEXT   NOT NULL,
    target_kind   TEXT   NOT NULL,
    target_within TEXT   NOT NULL,
    topic         TEXT   NOT NULL,
    at            BIGINT NOT NULL, -- minutes since midnight
    zone          TEXT   NOT NULL,
    days          TEXT   NOT NULL, -- of the week, Monday is 0: "01234"
    is_on         BIGINT NOT NULL,
    rings         BIGINT NOT NULL,
    language      TEXT   NOT NULL,
    most          BIGINT NOT NULL,
    parts         TEXT   NOT NULL,
    next_at       BIGINT NOT NULL,
    since         BIGINT NOT NULL,
    fault         TEXT   NOT NULL,
    PRIMARY KEY (platform, chat)
);

CREATE INDEX subscription_next ON subscription (next_at) WHERE is_on = 1;

CREATE TABLE daily_post (
    platform TEXT   NOT NULL,
    chat     TEXT   NOT NULL,
    day      TEXT   NOT NULL, -- the local date, YYYY-MM-DD
    due_at   BIGINT NOT NULL,
    stage    TEXT   NOT NULL,
    PRIMARY KEY (platform, chat, day)
);

CREATE INDEX daily_post_claimed ON daily_post (due_at) WHERE stage = 'claimed';
CREATE INDEX daily_post_due ON daily_post (due_at);

-- What people call who posted the link: shown below an item of the daily post.
ALTER TABLE delivery ADD COLUMN poster_name TEXT NOT NULL DEFAULT '';
