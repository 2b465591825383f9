"""`python -m bot` and the console script `linkdigest`."""

from bot.cli.commands import main

if __name__ == "__main__":
    main()
