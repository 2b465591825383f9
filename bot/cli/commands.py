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
def config(*, debug: Debug = False) -> None:
    """Show every setting in force, secrets masked."""
    from bot.cli.config import show_config  # noqa: PLC0415

    attempt(show_config, debug=debug)


def main() -> None:
    """Run the verb that the command line names."""
    app()
