"""Article to Summary: the prompts, the model's turn, and the extract that takes its place."""
