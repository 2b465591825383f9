"""Pure: from a Digest to what people and programs read, and the phrases in their languages."""
