from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract.document import Document
from bot.core.extract.metadata import Metadata, metadata

URL = "https://www.harbour.example/lamps"
PROSE = "<p>" + "The lamps on the dike were lit at nine, and nobody went to bed early. " * 5


def of(body: str = "", head: str = "", url: str | None = URL) -> Metadata:
    page = f"<html lang=en><head>{head}</head><body>{body}{PROSE}</body></html>"
    return metadata(Document(url, page))


def meta(**tags: str) -> str:
    return "".join(
        f'<meta name="{name.replace("__", ":")}" content="{content}">'
        for name, content in tags.items()
    )


def linked_data(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<title>Lamps on the dike | Harbour News</title>",
            "<h1>Lamps on the dike</h1>",
            "Lamps on the dike",
        ),
        (
            "<title>Harbour News - Lamps on the dike</title>",
            meta(og__site_name="Harbour News"),
            "Lamps on the dike",
        ),
        (
            meta(og__title="Lamps on the dike – Harbour News"),
            "<h1>Harbour News</h1>",
            "Lamps on the dike",
        ),
        (
            meta(og__title="Lamps on the dike"),
            "<h1>Why they light lamps on the old dike</h1>",
            "Why they light lamps on the old dike",
        ),
        (
            meta(og__title="Lamps on the dike"),
            "<h1>Subscribe now and save</h1>",
            "Lamps on the dike",
        ),
        (
            "<title>The Book - The Rust Book</title>",
            "<h1>The Rust Book</h1><h2>The Book</h2>",
            "The Book",
        ),
        (
            "<title>Quickstart — Documentation of Lamp 3.1.x</title>",
            "<h1>Quickstart<a href='#q'>¶</a></h1>",
            "Quickstart",
        ),
        (
            "<title>Overview | Lamps</title>",
            "<h1>Overview <button>Copy</button><div>Save</div></h1>",
            "Overview",
        ),
        ("<title>河堤上的灯_新闻_晚报网</title>", "", "河堤上的灯"),
        ("<title>河堤上的灯亮了-晚报</title>", "<h1>河堤上的灯亮了</h1>", "河堤上的灯亮了"),
        ("<title>harbour.example</title>", "<h1>Lamps on the dike</h1>", "Lamps on the dike"),
        ("", "<h1>Lamps</h1>", "Lamps"),
        ("", "<h1><div>Lamps</div></h1>", "Lamps"),
        (
            linked_data({"@type": "NewsArticle", "headline": "Lamps &amp; dikes"}),
            "",
            "Lamps & dikes",
        ),
        ("<title>A - B - C - Harbour</title>", "", "A - B - C"),
        ("<title>  </title>", "", None),
        ("", "", None),
    ],
)
def test_the_title_is_the_heading_that_a_declaration_confirms(
    head: str, body: str, title: str | None
) -> None:
    assert of(body, head).title == title


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ada Bridge", "Ada Bridge"),
        ({"@type": "Person", "name": "Ada Bridge"}, "Ada Bridge"),
        ([{"name": "Ada Bridge"}, {"name": "Ben Dike"}], "Ada Bridge, Ben Dike"),
        (["Ada Bridge", "Ada Bridge"], "Ada Bridge"),
        ("By Ada Bridge and Ben Dike | Harbour News", "Ada Bridge, Ben Dike"),
        ({"@id": "#ada"}, "Ada Lovely Bridge"),
        ({"name": ["Ada Bridge", "x"]}, "Ada Bridge"),
        ("https://harbour.example/ada", None),
        ("admin", None),
        ("Harbour News", None),
        (["Ada Bridge", "Harbour"], "Ada Bridge"),
        ("Harbour", "Harbour"),
        ("ada@harbour.example.com", None),
        ({"name": None}, None),
        (7, None),
        ([], None),
    ],
)
def test_the_author_is_read_from_linked_data(author: object, expected: str | None) -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "Harbour News"},
            {
                "@type": ["Article"],
                "headline": "Lamps",
                "author": author,
                "publisher": {"@id": "#p"},
            },
            {"@type": "Person", "@id": "#ada", "name": "Ada Lovely Bridge"},
            {"@type": "Organization", "@id": "#p", "name": "Harbour News"},
        ]
    }

    found = of(head=linked_data(graph))

    assert found.author == expected
    assert found.source == "Harbour News"


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        (meta(author="Ada Bridge, Staff Writer"), "", "Ada Bridge"),
        (meta(article__author="https://social.example/ada"), "", None),
        (meta(citation_author="Bridge, Ada"), "", "Ada Bridge"),
        (meta(twitter__label1="Written by", twitter__data1="Ada Bridge"), "", "Ada Bridge"),
        (meta(twitter__label1="Price", twitter__data1="9 €"), "", None),
        ("", "<a rel=author href=/ada>Ada Bridge</a>", "Ada Bridge"),
        ("", "<div itemprop=author>by <span itemprop=name>Ada Bridge</span></div>", "Ada Bridge"),
        ("", "<p class='post-byline'>By <a>Ada</a> <b>Bridge</b> on May 5, 2024</p>", "Ada Bridge"),
        ("", f"<p class=byline>{'By a very long story ' * 20}</p>", None),
        ("<title>Lamps</title>", "<h1>Lamps</h1><p>Words by Ada Bridge</p>", "Ada Bridge"),
        ("<title>Lamps</title>", "<h1>Lamps</h1><p>by all means</p>", None),
        ("<title>Lamps</title>", "<p>By Ada Bridge</p><h1>Lamps</h1>", "Ada Bridge"),
        (meta(author="Ada"), "<a rel=author>Ada Bridge</a>", "Ada Bridge"),
        (meta(author="Ada"), "<a rel=author>Ben Dike</a>", "Ada"),
        ("", "<p class=author>View all posts by Ada Bridge</p>", "Ada Bridge"),
        ("", "<p class=author>本站编辑：王小明</p>", "王小明"),
        ("", "<p>作者：王小明 来源：晚报</p>", "王小明"),
        ("", "<p>作者： size=20</p>", None),
        ("", "<p>晚报记者 王小明 李四</p>", "王小明, 李四"),
        ("", "<p>（记者王小明）</p>", "王小明"),
        ("", "<p>他告诉记者，灯亮了</p>", None),
        ("", "<p>小记者训练营</p>", None),
        ("", "<p>由海姑娘张贴 @ 2005-06-14</p>", "海姑娘"),
        ("", "<p>（责任编辑：王小明）</p>", "王小明"),
        ("", "<ul><li><a href=/x>作者：导航</a></ul>", None),
        ("", "", None),
    ],
)
def test_the_author_is_whom_the_page_names_and_nobody_else(
    head: str, body: str, author: str | None
) -> None:
    assert of(body, head).author == author


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        (
            linked_data([{"@type": "BlogPosting", "datePublished": "2024-03-05T23:00:00-08:00"}]),
            "",
            "2024-03-05",
        ),
        (meta(article__published_time="2024-03-05T01:00:00Z"), "", "2024-03-05"),
        ("", "<time itemprop=datePublished datetime=2024-03-05>x</time>", "2024-03-05"),
        ("", "<meta itemprop=datePublished content=2024-03-05>", "2024-03-05"),
        ("", "<p itemprop=datePublished>5 March 2024</p>", "2024-03-05"),
        ("", "<time>March 5, 2024</time>", "2024-03-05"),
        (
            "<title>Lamps</title>",
            "<h1>Lamps</h1><p>Ada Bridge</p><p>March 5, 2024</p>",
            "2024-03-05",
        ),
        ("<title>Lamps</title>", "<p>March 5, 2024</p><h1>Lamps</h1>", "2024-03-05"),
        (
            "<title>Lamps</title>",
            "<h1>Lamps</h1><p>Updated May 1, 2025<p>March 5, 2024</p>",
            "2024-03-05",
        ),
        ("<title>Lamps</title>", "<h1>Lamps</h1><p>Last updated: March 5, 2024</p>", "2024-03-05"),
        (
            "<title>Lamps</title>",
            "<h1>Lamps</h1><p><time datetime=2024-03-05>two years ago</time>",
            "2024-03-05",
        ),
        (
            "<title>Lamps</title>"
            + linked_data({"@type": "Article", "datePublished": "May 1, 2025"}),
            "<h1>Lamps</h1><p>March 5, 2024</p>",
            "2024-03-05",
        ),
        (
            "<title>Lamps</title>"
            + linked_data({"@type": "Article", "datePublished": "2024-03-05"}),
            "<h1>Lamps</h1><p>May 1, 2025</p>",
            "2024-03-05",
        ),
        (
            "<title>河堤上的灯</title>" + meta(pubdate="2024-03-04T17:00:00Z"),
            "<h1>河堤上的灯</h1><p>2024年03月05日 01:00 晚报</p>",
            "2024-03-05",
        ),
        ("", f"{PROSE}<p>Posted on March 5, 2024</p>", "2024-03-05"),
        ("", f"{PROSE}<p>晚报 2024-03-05 11:21</p>", "2024-03-05"),
        ("", f"{PROSE}<p>It was March 5, 2024, when they came.</p>", None),
        (
            linked_data([[{"@type": "Event"}, {"a": {"datePublished": "2024-03-05"}}]]),
            "",
            "2024-03-05",
        ),
        (meta(date="soon"), "", None),
        ("", "", None),
    ],
)
def test_the_day_is_the_declared_one_or_the_one_by_the_headline(
    head: str, body: str, day: str | None
) -> None:
    assert of(body, head).published == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/03/05/lamps", date(2024, 3, 5)),
        ("https://a.example/2024-03/05/c_1.htm", date(2024, 3, 5)),
        ("https://a.example/t20240305_12.html", date(2024, 3, 5)),
        ("https://a.example/2024/03/lamps", None),
        ("https://a.example/120240305123", None),
    ],
)
def test_an_address_can_tell_the_day(url: str, day: date | None) -> None:
    assert of(url=url).published == day


@pytest.mark.parametrize(
    ("head", "url", "source"),
    [
        (meta(og__site_name="Harbour News"), URL, "Harbour News"),
        (meta(**{"application-name": "Harbour"}), URL, "Harbour"),
        ("", URL, "harbour.example"),
        ("", None, None),
        ("", "http://[", None),
    ],
)
def test_the_source_is_the_site_s_name_or_its_host(
    head: str, url: str | None, source: str | None
) -> None:
    assert of(head=head, url=url).source == source


@pytest.mark.parametrize(
    ("head", "topics"),
    [
        (
            "<meta property=article:tag content=light><meta property=article:tag content=Harbour>",
            ("light", "Harbour"),
        ),
        (linked_data({"@type": "Article", "keywords": ["light", "harbour"]}), ("light", "harbour")),
        (linked_data({"@type": "Article", "keywords": "light, harbour"}), ("light", "harbour")),
        (meta(keywords="灯，河堤、#港口, 河堤 , ctp_video"), ("河堤", "港口")),
        (meta(keywords="x" * 50), ()),
        ("", ()),
    ],
)
def test_topics_are_the_page_s_own_keywords(head: str, topics: tuple[str, ...]) -> None:
    assert of(head=head).topics == topics


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ("<html lang=de-AT>", "de-AT"),
        ('<meta property="og:locale" content="fr_FR">', "fr_FR"),
        ('<meta http-equiv="Content-Language" content="ja">', "ja"),
        ("", None),
    ],
)
def test_the_language_is_the_declared_one(page: str, language: str | None) -> None:
    assert metadata(Document(None, page + "<p>Lamps")).language == language


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "Article", "headline": "Lamps",}',
        '<!-- {"@type": "Article", "headline": "Lamps"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "Lamps"}\n//]]>',
        '{"@type": "Article", "headline": "Lamps\n"};',
        '[{"@type": "https://schema.org/NewsArticle", "headline": ["Lamps"]}]',
        '{"mainEntity": {"@type": "Article", "name": "Lamps"}}',
    ],
)
def test_broken_linked_data_is_mended_where_it_can_be(script: str) -> None:
    assert of(head=f'<script type="application/ld+json">{script}</script>').title == "Lamps"


@pytest.mark.parametrize(
    "script", ["", "{", "[" * 200_000 + "]" * 200_000, "null", "7", '"x"', "{}"]
)
def test_hopeless_linked_data_is_left_alone(script: str) -> None:
    assert of(head=f'<script type="application/ld+json">{script}</script>').title is None


def test_a_flood_of_linked_data_is_cut() -> None:
    flood = [{"@type": "Thing", "name": str(number)} for number in range(20_000)]

    assert of(head=linked_data([*flood, {"@type": "Article", "headline": "Lamps"}])).title is None


@given(st.text(alphabet="<>/abhmt1 =\"'{}[]:,@作者：2024-05记者by", max_size=150))
def test_no_page_raises(markup: str) -> None:
    assert isinstance(metadata(Document(None, markup)), Metadata)
