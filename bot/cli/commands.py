"""The verbs of the command line; what a verb needs is imported when it is used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot import __version__
from bot.cli.ending import attempt, usage
from bot.core.model import AskedLanguage  # noqa: TC001 - Typer reads it

app = typer.Typer(
    name="linkdigest",
    help="One line, the key points and the stated risks of an article.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # Rich help triples the time to the first line
    pretty_exceptions_enable=False,
)


Style = Literal["short", "full"]
Format = Literal["text", "json", "markdown"]
DigestFormat = Literal["text", "json", "markdown", "telegram", "discord"]

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE...", help="An http(s) address, a file, or - for standard input."
    ),
]
Source = Annotated[
    str | None,
    typer.Argument(metavar="SOURCE", help="An http(s) address, a file, or - for standard input."),
]
Batch = Annotated[
    Path | None,
    typer.Option(metavar="FILE.jsonl", help="Read rows from FILE, write a line for each."),
]
Url = Annotated[str | None, typer.Option(help="The address of a file's article.")]
Page = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The public page to fetch; example.com unless given."),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of a failure.")]


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - a Typer callback
    if wanted:
        typer.echo(f"linkdigest {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """One line, the key points and the stated risks of an article."""


@app.command()
def digest(
    sources: Sources = None,
    *,
    language: Annotated[
        AskedLanguage | None, typer.Option(help="auto is the article's own.")
    ] = None,
    style: Annotated[Style, typer.Option(help="short shows the first points only.")] = "full",
    form: Annotated[DigestFormat, typer.Option("--format", help="How to print it.")] = "text",
    fresh: Annotated[bool, typer.Option("--fresh", help="Do not use a stored digest.")] = False,
    url: Url = None,
    batch: Batch = None,
    debug: Debug = False,
) -> None:
    """Digest articles.

    SOURCE..., or --batch FILE.jsonl.
    """
    if bool(sources) == bool(batch):
        usage("digest wants either SOURCE... or --batch FILE.jsonl")
    if url and (batch or len(sources or ()) != 1):
        usage("--url goes with exactly one SOURCE")
    from bot.cli.digest import Wish, digest_batch, digest_sources  # noqa: PLC0415

    wish = Wish(language, style, form, fresh, url)
    if batch:
        attempt(lambda: digest_batch(batch, wish), debug=debug)
    attempt(lambda: digest_sources(sources or [], wish), debug=debug)


@app.command()
def extract(
    source: Source = None,
    *,
    url: Url = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = "json",
    batch: Batch = None,
    debug: Debug = False,
) -> None:
    """Print the article of a page, without a digest.

    SOURCE, or --batch FILE.jsonl.
    """
    if bool(source) == bool(batch):
        usage("extract wants either SOURCE or --batch FILE.jsonl")
    if url and batch:
        usage("--url goes with exactly one SOURCE")
    from bot.cli.extract import extract_batch, extract_source  # noqa: PLC0415

    if batch:
        attempt(lambda: extract_batch(batch), debug=debug)
    attempt(lambda: extract_source(source or "", url, form), debug=debug)


@app.command()
def run(*, debug: Debug = False) -> None:
    """Serve the chats until ended.

    Every platform that has a token; SIGTERM and Ctrl-C end it in order.
    """
    from bot.cli.run import run_service  # noqa: PLC0415

    attempt(run_service, debug=debug)


@app.command()
def daily(  # noqa: PLR0913 - each is an option
    chat: Annotated[
        str, typer.Argument(metavar="CHAT", help="telegram:ID or discord:ID of the chat.")
    ],
    *,
    at: Annotated[str | None, typer.Option(metavar="HH:MM", help="When it is posted.")] = None,
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone, such as Asia/Shanghai.")
    ] = None,
    days: Annotated[
        str | None, typer.Option(metavar="DAYS", help="Weekdays: mon-fri or sat,sun; everyday.")
    ] = None,
    feed: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Add a feed, or the feed of a site; may be repeated."),
    ] = None,
    remove_feed: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="Remove a feed; may be repeated.")
    ] = None,
    opml: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Add the feeds of an OPML file.")
    ] = None,
    language: Annotated[
        AskedLanguage | None, typer.Option(help="Of its lines; auto is as the chat has it.")
    ] = None,
    most: Annotated[
        int | None, typer.Option("--max", min=1, max=30, help="Stories at most.")
    ] = None,
    include: Annotated[
        str | None, typer.Option(metavar="PARTS", help="Of shared,seen,feeds.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(metavar="ID", help="The forum topic to post to (Telegram).")
    ] = None,
    loud: Annotated[bool | None, typer.Option("--loud/--quiet", help="Notify people?")] = None,
    off: Annotated[bool, typer.Option("--off", help="Switch it off.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the post as it would be now; set nothing.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Set up a chat's daily post, or try it.

    Without options: show how it is set. The running program notices within half a minute.
    """
    from bot.cli.daily import Change, daily_post  # noqa: PLC0415

    change = Change(
        *(at, zone, days, tuple(feed or ()), tuple(remove_feed or ()), opml, language, most),
        *(include, topic, loud, off),
    )
    attempt(lambda: daily_post(chat, change, dry_run=dry_run), debug=debug)


@app.command()
def init(*, page: Page = None, debug: Debug = False) -> None:
    """Set everything up: ask, try, write .env.

    Exit code 0: written, and nothing fails; 2: written, and something does not work.
    """
    from bot.cli.init import set_up  # noqa: PLC0415

    attempt(lambda: set_up(page), debug=debug)


@app.command()
def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead.")] = False,
    page: Page = None,
    debug: Debug = False,
) -> None:
    """Look at every part as it is, and say what to do.

    Exit code 0: all is well; 1: there are warnings; 2: something does not work.
    """
    from bot.cli.doctor import examine  # noqa: PLC0415

    attempt(lambda: examine(page, as_json=as_json, debug=debug), debug=debug)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new file.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a FILE that is there.")] = False,
    debug: Debug = False,
) -> None:
    """Write the whole database to FILE.

    The bot may go on running meanwhile.
    """
    from bot.cli.backup import back_up_to  # noqa: PLC0415

    attempt(lambda: back_up_to(file, force=force), debug=debug)


@app.command()
def restore(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A backup.")] = None,
    *,
    empty: Annotated[bool, typer.Option("--empty", help="Begin an empty database.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look FILE over.")] = False,
    debug: Debug = False,
) -> None:
    """Put a backup in the place of the database.

    FILE, or --empty. The bot must not run meanwhile; the present database is set aside.
    """
    if (file is None) is not empty or (empty and dry_run):
        usage("restore wants either FILE, with or without --dry-run, or --empty")
    from bot.cli.backup import restore_from  # noqa: PLC0415

    attempt(lambda: restore_from(file, dry_run=dry_run), debug=debug)


@app.command()
def forget(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="telegram:user:ID, telegram:chat:ID, the same with discord, or URL.",
        ),
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    debug: Debug = False,
) -> None:
    """Remove all that is kept of a person, a chat or an article.

    The bot may go on running meanwhile.
    """
    from bot.cli.forget import forget as forget_it  # noqa: PLC0415

    attempt(lambda: forget_it(what, yes=yes), debug=debug)


@app.command()
def healthcheck(
    *,
    ready: Annotated[
        bool, typer.Option("--ready", help="Also: database, platforms, model (by LINKDIGEST_HTTP).")
    ] = False,
    debug: Debug = False,
) -> None:
    """Say by exit code 0 or 1 whether the running program is well."""
    from bot.cli.healthcheck import check_health  # noqa: PLC0415

    attempt(lambda: check_health(ready=ready), debug=debug)


@app.command()
def stats(
    *,
    days: Annotated[int, typer.Option(min=1, max=90, help="So many, today among them (UTC).")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    debug: Debug = False,
) -> None:
    """Print what was done for all chats, from the database.

    The program may run meanwhile, and need not.
    """
    from bot.cli.stats import show_stats  # noqa: PLC0415

    attempt(lambda: show_stats(days, as_json=as_json), debug=debug)


@app.command()
def config(*, debug: Debug = False) -> None:
    """Show every setting in force, secrets masked."""
    from bot.cli.config import show_config  # noqa: PLC0415

    attempt(show_config, debug=debug)


def main() -> None:
    """Run the verb that the command line names."""
    app()
