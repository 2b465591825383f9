"""From digests to the items of a daily post: one for each event, in their order. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bot.core.answers import AlsoAt, DailyItem
from bot.core.daily.stories import Told, stories
from bot.core.links import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.daily.gather import Candidate
    from bot.core.model import Digest


class Piece(NamedTuple):
    """An article that is told of, with its digest."""

    candidate: Candidate
    digest: Digest


def items(
    pieces: Sequence[Piece], rows: Mapping[str, str], *, shows_sharers: bool
) -> tuple[DailyItem, ...]:
    """One item for each event: what more people shared comes first, then what is newer.

    `rows` names by each article's key the delivery by which its digest can be asked for.
    """
    groups = [[pieces[n] for n in group] for group in stories([*map(_told, pieces)])]
    groups.sort(key=_rank)
    return tuple(_item(group, rows, shows_sharers=shows_sharers) for group in groups)


def spoken(pieces: Iterable[Piece]) -> str:
    """The language that most of the digests are in, "" without any."""
    most = Counter(piece.digest.language for piece in pieces).most_common(1)
    return most[0][0] if most else ""


def _told(piece: Piece) -> Told:
    candidate, digest = piece
    return Told(
        _title(piece), digest.one_line, digest.language, host_of(candidate.link), candidate.at
    )


def _rank(group: Sequence[Piece]) -> tuple[int, int, str]:
    newest = max(piece.candidate.at for piece in group)
    return -len(_sharers(group)), -newest, min(piece.candidate.link.key for piece in group)


def _item(group: list[Piece], rows: Mapping[str, str], *, shows_sharers: bool) -> DailyItem:
    """The event as its most shared article tells it; where it is told besides."""
    first, *others = sorted(group, key=_weight)
    candidate, digest = first
    sharers = _sharers(group) if shows_sharers else {}
    return DailyItem(
        title=_title(first),
        url=candidate.link.url,
        one_line=digest.one_line,
        language=digest.language,
        is_extract=digest.summarizer.kind == "extract",
        author=digest.author,
        source=digest.source or candidate.source or None,
        sharers=tuple(filter(None, sharers.values())),
        shared_by=len(sharers),
        chat=candidate.chat if candidate.post else "",
        post=candidate.post,
        row=rows.get(candidate.link.key, ""),
        also=tuple(AlsoAt(_source(piece), piece.candidate.link.url) for piece in others),
    )


def _weight(piece: Piece) -> tuple[int, bool, int]:
    """What is shared by more, has its digest in the chat, and came first, tells for the others."""
    candidate = piece.candidate
    return -len(candidate.by), not candidate.post, candidate.at


def _sharers(group: Iterable[Piece]) -> dict[str, str]:
    return {person: name for piece in group for person, name in piece.candidate.by}


def _title(piece: Piece) -> str:
    return piece.digest.title or piece.candidate.title


def _source(piece: Piece) -> str:
    digest, candidate = piece.digest, piece.candidate
    return digest.source or digest.author or candidate.source or host_of(candidate.link)
