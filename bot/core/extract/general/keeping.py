"""The page with nothing but its article left standing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.extract.general.regions import Regions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.core.extract.segments import Segment


def keep(body: HtmlElement, segments: Sequence[Segment], kept: Sequence[Segment]) -> None:
    """Take out of `body` all text but that of `kept` and all images that do not belong to it.

    The captions of the images that stay stay too.
    """
    chosen = set(map(id, kept))
    regions = Regions(segments, [float(id(segment) in chosen) for segment in segments])
    _keep_images(body, kept, regions)
    for segment in segments:
        if id(segment) not in chosen and not _is_caption(segment.block):
            for element, slot in segment.slots:
                setattr(element, slot, " ")
    _cut(body, regions)


def _cut(body: HtmlElement, regions: Regions) -> None:
    """Cut off what holds neither article nor image, so that nobody reads through it again."""
    waiting = [body]
    while waiting:
        for child in list(waiting.pop()):
            if regions.voted.get(child):
                waiting.append(child)
            elif child in regions.parents and next(child.iter("img"), None) is None:
                child.drop_tree()


def _is_caption(block: HtmlElement) -> bool:
    """Whether a block stands under an image that was kept."""
    caption = next((e for e in (block, *block.iterancestors()) if e.tag == "figcaption"), None)
    figure = caption.getparent() if caption is not None else None
    return figure is not None and figure.tag == "figure" and figure.find(".//img") is not None


def _keep_images(body: HtmlElement, kept: Sequence[Segment], regions: Regions) -> None:
    order = {element: at for at, element in enumerate(body.iter())}
    places = [order[element] for segment in kept for element, _ in segment.slots[:1]]
    first, last = min(places, default=0), max(places, default=0)
    article = regions.smallest(0.95)
    for image in list(body.iter("img")):
        in_figure = any(element.tag == "figure" for element in image.iterancestors())
        inside = article is not None and article in set(image.iterancestors())
        in_time = order[image] <= last and (order[image] >= first or in_figure or inside)
        if not (in_time and (inside or in_figure) and _stands_by(image, regions)):
            image.drop_tree()


def _stands_by(image: HtmlElement, regions: Regions) -> bool:
    """Whether the closest text is the article's own, or else nothing but a caption."""
    around = (e for e in image.iterancestors() if e.tag == "figure" or regions.words.get(e))
    closest = next(around, None)
    return closest is not None and (closest.tag == "figure" or bool(regions.voted.get(closest)))
