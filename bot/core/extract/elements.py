"""How HTML's elements flow: which begin a new block, which hold nothing to read.

Source: the user agent stylesheet in the HTML standard, section 15.3. Everything else is inline.
"""

from __future__ import annotations

from typing import Final

HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

_BLOCKS: Final = """
    address article aside blockquote body button caption center col colgroup dd details dialog
    dir div dl dt fieldset figcaption figure footer form header hgroup hr html legend li listing
    main menu nav ol optgroup p plaintext pre search section summary table tbody td tfoot th thead
    tr ul xmp
"""
_UNREAD: Final = """
    applet area audio canvas datalist embed head iframe input link map meta object option script
    select style svg textarea title video
"""

BLOCKS: Final = frozenset(_BLOCKS.split()) | frozenset(HEADINGS)
UNREAD: Final = frozenset(_UNREAD.split())
