"""One file or folder per outside thing; strangers to one another, joined in `bot.app` alone."""
