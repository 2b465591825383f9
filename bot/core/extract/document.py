"""A decoded page and its tree, parsed once, when somebody first asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_MAX_CHARACTERS = 6_000_000


@dataclass(frozen=True)
class Document:
    """One page as text. `url` is the address it came from, None for a file without one."""

    url: str | None
    html: str

    @cached_property
    def tree(self) -> HtmlElement:
        """The parsed page; for hostile or empty input at least `<html><body/></html>`.

        Shared by everyone who reads the page: never changed in place.
        """
        parser = HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
        )
        markup = self.html[:_MAX_CHARACTERS].replace("\0", "")
        try:
            tree = document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
        except ParserError:
            return document_fromstring("<html><body></body></html>")
        return tree
