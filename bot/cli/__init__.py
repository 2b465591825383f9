"""The command line: verbs in `commands`, one module for what each does."""
