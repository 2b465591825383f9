-- What an article's digest has cost when it was made, for what the cache has saved since.

CREATE INDEX delivery_cost ON delivery (key, cost_micros) WHERE cost_micros > 0;
