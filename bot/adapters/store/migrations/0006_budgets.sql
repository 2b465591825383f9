-- Budgets in tokens, and for a month, which is the sum of its days.
-- Runs unchanged on SQLite and PostgreSQL.

ALTER TABLE spending ADD COLUMN tokens BIGINT NOT NULL DEFAULT 0;

CREATE INDEX spending_account ON spending (account, day);
