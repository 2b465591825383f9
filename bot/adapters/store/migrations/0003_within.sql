-- Chats within chats: a thread in its channel in its server, nearest first, as " 1 2 ".

ALTER TABLE delivery ADD COLUMN within TEXT NOT NULL DEFAULT '';
ALTER TABLE chat ADD COLUMN within TEXT NOT NULL DEFAULT '';

CREATE INDEX delivery_within ON delivery (platform, id) WHERE within <> '';
