from __future__ import annotations

import pytest

from bot.core.extract.document import Document
from bot.core.extract.general.pruning import pruned

PROSE = "<p>" + "The lamps on the dike were lit at nine. " * 10


def remaining(markup: str) -> str:
    return " ".join(str(pruned(Document(None, markup + PROSE).tree).text_content()).split())


@pytest.mark.parametrize(
    "markup",
    [
        "<script>Gone</script>",
        "<style>Gone</style>",
        "<select><option>Gone</select>",
        "<textarea>Gone</textarea>",
        "<dialog>Gone</dialog>",
        "<div role=dialog>Gone</div>",
        "<section aria-modal=true>Gone</section>",
        "<div id=onetrust-consent-sdk>Gone</div>",
        "<div class='cookie-banner x'>Gone</div>",
        "<aside class='gdpr'><p class='cookie-law'>Gone</p></aside>",
    ],
)
def test_what_no_reader_came_for_is_cut(markup: str) -> None:
    assert "Gone" not in remaining(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<noscript>Stays</noscript>",
        "<script type='application/ld+json'>Stays</script>",
        "<div class='cookies-recipe'>Stays</div>",
        "<div class='cookie-notice'><h1>Stays</h1></div>",
        "<div class='consent'>Stays " + "a long story about it " * 50 + "</div>",
        "<form>Stays</form>",
    ],
)
def test_what_may_be_the_article_stays(markup: str) -> None:
    assert "Stays" in remaining(markup)


def test_the_shared_tree_is_not_touched() -> None:
    document = Document(None, "<script>x</script><p>Lamps")

    pruned(document.tree)

    assert document.tree.find(".//script") is not None
