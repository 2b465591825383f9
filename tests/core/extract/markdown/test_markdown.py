from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from bot.core.extract.document import Document
from bot.core.extract.markdown import to_markdown, to_text

BASE = "https://a.example/news/lamps"


def markdown(markup: str) -> str:
    return to_markdown(Document(None, markup).tree, BASE)


def text(markup: str) -> str:
    return to_text(Document(None, markup).tree)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h1>Lamps</h1><h3>Lit</h3><p>At nine.", "# Lamps\n\n### Lit\n\nAt nine."),
        ("<h2><b>Lamps</b> <i>lit</i></h2>", "## Lamps *lit*"),
        ("<h2><div>Lamps</div><div>lit</div></h2>", "## Lamps lit"),
        ("<h2><a href='#lamps'>¶</a>Lamps</h2>", "## Lamps"),
        ("<h2></h2><p>Lit", "Lit"),
        ("<p>One<p>Two<div>Three</div>Four", "One\n\nTwo\n\nThree\n\nFour"),
        ("<p>One<br>Two<br><br>Three", "One  \nTwo\n\nThree"),
        ("<p>a <b>strong </b>and <em> soft</em> word", "a **strong** and *soft* word"),
        ("<p><b>a</b><b>b</b> <del>c</del> <kbd>d</kbd>", "**ab** ~~c~~ `d`"),
        ("<p><b><i>both</i></b>", "***both***"),
        ("<p><q>Lit</q>, she said", "“Lit”, she said"),
        ("<p>before<hr><hr>after", "before\n\n---\n\nafter"),
        ("<hr><p>alone<hr>", "alone"),
        ("<details><summary>More</summary>Text</details>", "More\n\nText"),
        ("<dl><dt>Lamp<dd>A light</dl>", "**Lamp**\n\nA light"),
        ("<p><math alttext='x^2'><mi>x</mi></math> grows", "x^2 grows"),
        ("<p>灯亮\n了，\n  <b>九点\n</b>整", "灯亮了，**九点**整"),
        ("<p>the\n lamps", "the lamps"),
        ("<p>non&nbsp;breaking", "non breaking"),
        ("<p>one <script>x()</script>two", "one two"),
    ],
)
def test_blocks_and_styles_keep_their_meaning(markup: str, expected: str) -> None:
    assert markdown(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<ol start=x><li>a</ol>", "1. a"),
        ("<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>", "- a\n  - b\n    1. c\n- d"),
        ("<ul><li>a</li><ul><li>b</ul></ul>", "- a\n  - b"),
        ("<ul><li><p>a<p>b<li>c</ul>", "- a\n\n  b\n\n- c"),
        ("<ul><li></li><li>b</ul>", "- b"),
        ("<ul><div>a</div>b</ul>", "- a\n\n  b"),
        ("<ul></ul>", ""),
        ("<li>a", "a"),
    ],
)
def test_lists_keep_their_depth_and_numbers(markup: str, expected: str) -> None:
    assert markdown(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<pre>a\n  b\n\nc\n</pre>", "```\na\n  b\n\nc\n```"),
        ("<pre><code class=language-Python>a</code></pre>", "```python\na\n```"),
        ("<pre class='brush: js; x'>a</pre>", "```js\na\n```"),
        ("<div class='highlight-source-rust'><pre>a</pre></div>", "```rust\na\n```"),
        ("<pre data-lang=sql>a</pre>", "```sql\na\n```"),
        ("<pre class=language-none>a</pre>", "```\na\n```"),
        ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
        ("<pre><div>a</div><div><div>b</div></div>c<br>d</pre>", "```\na\nb\nc\nd\n```"),
        ("<pre><span class=lineno>1</span>a</pre>", "```\na\n```"),
        ("<pre><p>1</p><p>a</p><p>2</p><p>b</p><p>3</p><p>c</p></pre>", "```\na\nb\nc\n```"),
        ("<pre>1 a\n2 b\n3 c</pre>", "```\n a\n b\n c\n```"),
        ("<pre>7\n8\n9</pre>", "```\n7\n8\n9\n```"),
        ("<pre> </pre>", ""),
        ("<p>the `x` <code>a`b</code> <code>``</code>", "the \\`x\\` ``a`b`` ``` `` ```"),
    ],
)
def test_code_stands_as_it_is_in_a_fence_that_it_cannot_close(markup: str, expected: str) -> None:
    assert markdown(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<blockquote>a", "> a"),
        ("<blockquote><p>a<p>b<blockquote>c</blockquote></blockquote>", "> a\n>\n> b\n>\n> > c"),
        ("<blockquote><ul><li>a<li>b</ul></blockquote>", "> - a\n> - b"),
        ("<blockquote> </blockquote>", ""),
    ],
)
def test_quotes_stay_quotes(markup: str, expected: str) -> None:
    assert markdown(markup) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no heading", "\\# no heading"),
        ("#hashtag", "#hashtag"),
        ("- no item", "\\- no item"),
        ("+ no item", "\\+ no item"),
        ("1. no item", "1\\. no item"),
        ("2026) no item", "2026\\) no item"),
        ("1.5 metres", "1.5 metres"),
        ("> no quote", "\\> no quote"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("~~~", "\\~~~"),
        ("```", "\\`\\`\\`"),
        ("**no** _emphasis_ at *all*", "\\*\\*no\\*\\* \\_emphasis\\_ at \\*all\\*"),
        ("snake_case and 5 * 3", "snake_case and 5 * 3"),
        ("[no](https://b.example) link", "\\[no](https://b.example) link"),
        ("[[no wikilink]]", "\\[\\[no wikilink]]"),
        ("![no](image)", "!\\[no](image)"),
        ("~~not struck~~", "\\~~not struck\\~~"),
        ("a &lt;b> tag, 1 &lt; 2", "a \\<b> tag, 1 < 2"),
        ("an &amp;lt; entity, A&amp;B", "an \\&lt; entity, A&B"),
        ("a \\ backslash", "a \\\\ backslash"),
    ],
)
def test_words_of_a_page_never_become_structure(text: str, expected: str) -> None:
    assert markdown(f"<p>{text}") == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<p>see <a href='/x'>the <b>lamps</b> </a>.",
            "see [the **lamps**](https://a.example/x) .",
        ),
        ("<p><a href='?a=1'>x</a>", "[x](https://a.example/news/lamps?a=1)"),
        ("<p><a href='/a(1) b'>x]y</a>", "[x\\]y](https://a.example/a%281%29%20b)"),
        ("<p><a href='javascript:x()'>x</a>", "x"),
        ("<p><a href='data:text/html,x'>x</a>", "x"),
        ("<p><a href='mailto:a@b.example'>x</a>", "x"),
        ("<p><a href='#top'>x</a>", "x"),
        ("<p><a href='http://[bad'>x</a>", "x"),
        ("<p><a href='//b.example/'> </a>x", "x"),
        (
            "<a href='/x'><h2>Lamps</h2><p>Lit</p></a>",
            "## [Lamps](https://a.example/x)\n\n[Lit](https://a.example/x)",
        ),
        ("<p><a href='/x'>a</a><a href='/x'>b</a>", "[ab](https://a.example/x)"),
        (f"<p><a href='/{'x' * 3000}'>a</a>", "a"),
    ],
)
def test_links_are_absolute_and_harmless(markup: str, expected: str) -> None:
    assert markdown(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        (
            "<table><tr><td>a|b<td>c<tr><td>1<td>2</table>",
            "| a\\|b | c |\n| --- | --- |\n| 1 | 2 |",
        ),
        (
            "<table><tr><td colspan=2>a<td>b<tr><td>1<td>2<td>3</table>",
            "| a |  | b |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        ),
        (
            "<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>",
            "| a | b |\n| --- | --- |\n|  | c |\n| d | e |",
        ),
        (
            "<table><caption>Lamps</caption><thead><tr><td>a<td>b</thead><tr><td>1<td>2</table>",
            "Lamps\n\n| a | b |\n| --- | --- |\n| 1 | 2 |",
        ),
        (
            "<table><tr><td>a<br>b<td><p>c<p>d<tr><td>1<td>2<tr><td>3<td></table>",
            "| a b | c d |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |",
        ),
        ("<table><tr><td>a<td><tr><td>b<td></table>", "a\n\nb"),
        ("<table><tr><td><h2>a</h2><td>b<tr><td>c<td>d</table>", "## a\n\nb\n\nc\n\nd"),
        ("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", "a\n\nb\n\nc\n\nd"),
        (
            f"<table><tr><td>a<td>{'long ' * 200}<tr><td>c<td>d</table>",
            f"a\n\n{('long ' * 200).strip()}\n\nc\n\nd",
        ),
        (
            "<table><tr><td colspan=99999 rowspan=-1>a<td>b<tr><td>1<td>2</table>",
            "| a | b |\n| --- | --- |\n| 1 | 2 |",
        ),
    ],
)
def test_data_stays_a_table_and_layout_does_not(markup: str, expected: str) -> None:
    assert markdown(markup) == expected


def test_a_table_without_a_body_element_and_a_very_wide_one_are_read() -> None:
    rows = f"<tr>{'<td>a' * 60}</tr>" * 2
    bare = fragment_fromstring(f"<table>{rows}</table>")

    assert to_markdown(bare).split("\n")[0] == "|" + " a |" * 40


def test_a_picture_in_a_table_stays_in_its_cell() -> None:
    row = "<tr><td>Lamp<td><img src=/a.jpg alt=x>"

    assert markdown(f"<table>{row}{row}</table>").endswith(
        "| Lamp | ![x](https://a.example/a.jpg) |"
    )


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<img src=/a.jpg alt='A lamp'>", "![A lamp](https://a.example/a.jpg)"),
        ("<img src='data:x' data-src=/a.jpg>", "![](https://a.example/a.jpg)"),
        ("<img src=/blank.gif data-original=/a.jpg>", "![](https://a.example/a.jpg)"),
        ("<img srcset='/a.jpg 1x, /b.jpg 2x'>", "![](https://a.example/a.jpg)"),
        ("<picture><source srcset='/a.jpg 1x'><img></picture>", "![](https://a.example/a.jpg)"),
        ("<img src=/a.jpg width=1 height=1>", ""),
        ("<img src=/a.jpg width=16px>", ""),
        ("<img src=/a.jpg class='user-avatar x'>", ""),
        ("<img src=javascript:x>", ""),
        ("<img>", ""),
        ("<p>Lit <img class=emoji alt='💡' src=/1.png> up", "Lit 💡 up"),
        ("<p>Lit <img src=/a.jpg alt='x]y'> up", "Lit ![x\\]y](https://a.example/a.jpg) up"),
        (
            "<figure><img src=/a.jpg alt=A><figcaption>A <b>lamp</b><i>Photo: B</i></figcaption>",
            "![A](https://a.example/a.jpg)\n\n*A lamp Photo: B*",
        ),
        (
            "<figure><img src=/a.jpg><img src=/b.jpg><p>Words</p></figure>",
            "![](https://a.example/a.jpg) ![](https://a.example/b.jpg)\n\nWords",
        ),
        ("<figure><pre>a</pre><figcaption>Code</figcaption></figure>", "```\na\n```\n\nCode"),
        ("<figure><figcaption>Alone</figcaption></figure>", "Alone"),
        ("<h1><img src=/a.jpg></h1>", "![](https://a.example/a.jpg)"),
        ("<p><a href=/x><img src=/a.jpg></a>", "![](https://a.example/a.jpg)"),
    ],
)
def test_pictures_keep_source_alt_and_caption(markup: str, expected: str) -> None:
    assert markdown(markup) == expected


def test_the_text_is_the_same_words_without_any_mark() -> None:
    page = (
        "<h1>Lamps</h1><p>Lit <a href=/x>at <b>nine</b></a>.<br>All of them."
        "<ul><li>one<ul><li>two</ul></ul><blockquote>three</blockquote><pre>a\n  b</pre>"
        "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
        "<figure><img src=/a.jpg><figcaption>caption</figcaption></figure><hr><p># *x*"
    )

    assert text(page) == (
        "Lamps\n\nLit at nine.\nAll of them.\n\none\n\ntwo\n\nthree\n\na\n  b\n\n"
        "1 | 2\n3 | 4\n\n# *x*"
    )


def test_lines_that_a_machine_wrapped_are_rejoined() -> None:
    line = "The lamps on the dike were lit at nine and nobody in the old town"
    page = f"<p>{line}<br>{line}<br>{line}<br>went to bed.<p>Next morning"

    assert text(page) == f"{line} {line} {line} went to bed.\n\nNext morning"


def test_paragraphs_that_are_lines_of_a_wrapped_text_are_rejoined() -> None:
    line = "昨晚，河堤上亮起了四百盏灯，沿着旧码头一直排到石桥，一直亮到天明"

    assert text(f"<p>{line}<p>{line}<p>{line}<p>才熄灭。<p>完。") == f"{line * 3}才熄灭。\n\n完。"


@pytest.mark.parametrize("tag", ["<blockquote>", "<ul><li>", "<div>", "<figure>", "<b>"])
def test_bottomless_nesting_ends_in_plain_words(tag: str) -> None:
    assert "deep" in text("<p>Lamps" + tag * 120 + "deep")


MARKUP = st.text(alphabet="<>/abdhlipqreu1 \n*_#[]()`|\\-=&;~\u4e00灯。", max_size=120)


@given(MARKUP)
def test_no_markup_raises_and_no_raw_tag_gets_through(markup: str) -> None:
    assert "<script" not in markdown(f"<p>{markup}")
    assert isinstance(text(markup), str)
