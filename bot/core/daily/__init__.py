"""The daily post: when it is due, what it tells, and the feeds that it tells of."""
