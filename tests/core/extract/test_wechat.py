from __future__ import annotations

from datetime import date

import pytest

from bot.core.extract import extract
from bot.core.model import Article, Page, Refusal, RefusalCode
from tests.fakes.wechat_pages import article_page, notice_page, post_page

URL = "https://mp.weixin.qq.com/s/AbCdEf"
FIRST = "昨晚，河堤上亮起了四百盏灯，沿着旧码头一直排到石桥。"
SECOND = "附近的居民说，上一次这样热闹，还是二十年前修桥的时候。"
HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"


def read(page: str, url: str | None = URL) -> Article:
    article = extract(Page(url, page.encode(), "text/html; charset=UTF-8"))
    assert isinstance(article, Article), article
    return article


def refuse(page: str, url: str | None = URL) -> RefusalCode:
    refusal = extract(Page(url, page.encode(), "text/html"))
    assert isinstance(refusal, Refusal), refusal
    return refusal.code


def lines(article: Article) -> list[str]:
    return [line for line in article.text.split("\n") if line]


def test_an_article_of_today_is_read_from_its_script() -> None:
    article = read(post_page(HTML, author="阿桥"))

    assert lines(article) == [FIRST, SECOND]
    assert article.title == "河堤上的四百盏灯"
    assert article.author == "阿桥"
    assert article.source == "微信公众号"
    assert article.published == date(2025, 11, 4)
    assert article.language == "zh"
    assert article.url == URL


def test_an_article_of_the_years_before_is_read_from_its_hidden_body() -> None:
    article = read(article_page(HTML))

    assert lines(article) == [FIRST, SECOND]
    assert (article.title, article.author) == ("河堤上的四百盏灯", "阿桥")
    assert article.published == date(2020, 2, 12)


def test_without_a_byline_the_account_is_the_author() -> None:
    assert read(post_page(HTML)).author == "城南旧事社"
    assert read(article_page(HTML, author="")).author == "城南旧事社"


def test_the_account_is_found_in_the_page_where_no_script_names_it() -> None:
    page = article_page(HTML, author="").replace("var nickname", "var other")

    assert read(page).author == "城南旧事社"


def test_a_post_without_any_name_has_no_author() -> None:
    assert read(post_page(HTML, account="")).author is None


def test_the_day_is_that_of_china() -> None:
    late_in_utc = 1762272000  # 2025-11-04 16:00 UTC is midnight of the fifth in China

    assert read(post_page(HTML, created=late_in_utc)).published == date(2025, 11, 5)


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ("var oriCreateTime = '1574683643';", date(2019, 11, 25)),
        ('var create_time = "1574683643" * 1;', date(2019, 11, 25)),
        ("var createTime = '2019-11-25 20:07';", date(2019, 11, 25)),
        (
            "d.create_time = xml ? getXmlValue('ori_create_time.DATA') * 1 : '1574683643' * 1;",
            date(2019, 11, 25),
        ),
        ("var ct = '';", None),
        ("var ct = 'soon';", None),
        ("var createTime = '2019-13-45';", None),
    ],
)
def test_the_day_is_found_under_each_name_the_platform_uses(script: str, day: date | None) -> None:
    page = article_page(HTML).replace('var ct = "1581517074";', script)

    assert read(page).published == day


def test_a_text_post_keeps_its_paragraphs_and_joins_a_wrapped_sentence() -> None:
    text = (
        "刚在后台看到\nGitHub\n上的消息，新版本，\n今天就能用了。\n\n"
        "1、先备份\n2、再升级\n\n谢谢大家一路的支持！"
    )
    article = read(post_page(text, title=text))

    assert lines(article) == [
        "刚在后台看到GitHub上的消息，新版本，今天就能用了。",
        "1、先备份",
        "2、再升级",
        "谢谢大家一路的支持！",
    ]


def test_a_text_post_is_titled_by_its_first_line() -> None:
    text = f"今天不更新\n\n{SECOND}"

    assert read(post_page(text, title=text)).title == "今天不更新"
    assert read(post_page(text, title="")).title == "今天不更新"


def test_a_title_is_cut_at_the_length_the_platform_allows() -> None:
    title = read(post_page("很" * 200 + "。", title="")).title

    assert len(title) == 64
    assert title.endswith("…")


def test_escapes_and_entities_of_a_title_are_undone() -> None:
    article = read(post_page(HTML, title="&quot;快&quot; & <慢>\\n"))

    assert article.title == '"快" & <慢>\\n'


def test_links_in_a_text_post_are_read_as_their_words() -> None:
    text = f'{FIRST}<a class="wx_link" href="https://mp.weixin.qq.com/s?a=1&amp;b=2">旧文</a>还在。'

    assert lines(read(post_page(text))) == [f"{FIRST}旧文还在。"]


def test_the_pictures_of_a_picture_post_follow_its_text_by_number() -> None:
    pictures = """<script>window.picture_page_info_list = [
            { width: '1201' * 1, height: '1601' * 1,
              cdn_url: 'https://mmbiz.qpic.cn/a/0?wx_fmt=png\\x26amp;from=appmsg',
              share_cover: { cdn_url: 'https://mmbiz.qpic.cn/cover/0', width: '1' * 1 } },
            { width: '1201' * 1, height: '1601' * 1, cdn_url: 'https://mmbiz.qpic.cn/b/0' },
            { width: '1201' * 1, height: '1601' * 1, cdn_url: '' },
    ];</script>"""
    article = read(post_page(f"{FIRST}见图2", body=pictures))

    assert "![图1](https://mmbiz.qpic.cn/a/0?wx_fmt=png&from=appmsg)" in article.markdown
    assert "![图2](https://mmbiz.qpic.cn/b/0)" in article.markdown
    assert "cover" not in article.markdown
    assert lines(article) == [f"{FIRST}见图2"]


def test_pictures_load_late_and_their_empty_descriptions_are_left_out() -> None:
    image = '<img alt="图片" data-src="https://mmbiz.qpic.cn/x/640" data-w="1080">'
    html = f"<p>{FIRST}</p><p>{image}</p>"

    assert "![](https://mmbiz.qpic.cn/x/640)" in read(post_page(html)).markdown


def test_pictures_of_the_body_are_not_listed_again() -> None:
    listed = """<script>window.picture_page_info_list = [
            { width: '1' * 1, height: '1' * 1, cdn_url: 'https://mmbiz.qpic.cn/a/0' } ];</script>"""
    html = f'<p>{FIRST}</p><img data-src="https://mmbiz.qpic.cn/a/640">'
    markdown = read(post_page(html, body=listed)).markdown

    assert markdown.count("![") == 1


def test_a_picture_that_comes_again_is_an_ornament() -> None:
    image = '<p><img data-src="https://mmbiz.qpic.cn/line.gif"></p>'

    assert read(post_page(f"{image}<p>{FIRST}</p>{image}")).markdown.count("line.gif") == 1


def test_a_picture_within_a_sentence_stands_on_its_own_line() -> None:
    html = f'<p>{FIRST}<img data-src="https://a.example/b" style="max-width: 20px">{SECOND}</p>'
    markdown = read(post_page(html)).markdown.split("\n")

    assert [line.strip() for line in markdown if line.strip()] == [
        FIRST,
        "![](https://a.example/b)",
        SECOND,
    ]


def test_bold_of_the_new_editor_is_bold() -> None:
    html = f'<p>{FIRST}<span textstyle="" style="font-weight: bold;">真的</span>。</p>'

    assert read(post_page(html)).markdown == f"{FIRST}**真的**。"


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://res.wx.qq.com/t/wx_fed/we-emoji/res/Party.png" alt="图片">',
        '<img data-src="https://mmbiz.qpic.cn/x" data-w="128" style="height: auto; width: 20px;">',
    ],
)
def test_a_smiley_without_a_name_is_dropped(image: str) -> None:
    assert read(post_page(f"<p>{FIRST}{image}</p>")).markdown == FIRST


def test_a_smiley_is_read_as_its_name() -> None:
    html = (
        f'<p>{FIRST}<img alt="[微笑]" data-src="https://res.wx.qq.com/s.png" data-w="20">好。</p>'
    )
    article = read(post_page(html))

    assert lines(article) == [f"{FIRST}[微笑]好。"]
    assert "s.png" not in article.markdown


def test_each_line_of_a_code_snippet_is_a_line_of_code() -> None:
    html = (
        f'<p>{FIRST}</p><section class="code-snippet__fix code-snippet__js">'
        '<ul class="code-snippet__line-index code-snippet__js"><li>1</li><li>2</li><li>3</li></ul>'
        '<pre class="code-snippet__js" data-lang="python">'
        "<code><span>def f():</span></code><code><br></code>"
        "<code>&nbsp;&nbsp;return <b>1</b></code></pre><ul><li>kept</li></ul></section>"
    ).replace("<pre", "<ul><li>kept</li></ul><pre")
    markdown = read(post_page(html)).markdown

    assert "```python\ndef f():\n\n  return 1\n```" in markdown
    assert markdown.count("- kept") == 2
    assert "- 1" not in markdown


def test_code_with_breaks_instead_of_line_ends_is_read_too() -> None:
    code = '<pre class="custom"><code class="hljs language-bash">cd x<br>ls -l</code></pre>'
    html = f"<p>{FIRST}</p>{code}"

    assert "```bash\ncd x\nls -l\n```" in read(post_page(html)).markdown


@pytest.mark.parametrize(
    "heading",
    [
        "<p><strong>一、灯从哪里来</strong></p>",
        '<section style="font-weight: 700"><span>一、灯从哪里来</span></section>',
        '<p><b><span style="font-size: 20px;">一、灯从哪里来</span></b></p>',
        "<h3><strong>一、灯从哪里来</strong></h3>",
    ],
)
def test_a_section_title_is_a_heading(heading: str) -> None:
    markdown = read(post_page(f"<p>{FIRST}</p>{heading}<p>{SECOND}</p>")).markdown

    assert any(
        line.startswith("#") and line.endswith(" 一、灯从哪里来") for line in markdown.split("\n")
    )


@pytest.mark.parametrize(
    "paragraph",
    [
        "<p><strong>如果你想</strong></p>",
        "<p><strong>一、这是一整句话，它有句号。</strong></p>",
        "<p>一、<strong>半句</strong>粗体</p>",
        "<blockquote><p><strong>一、引文</strong></p></blockquote>",
        "<p>一、普通</p>",
    ],
)
def test_other_bold_lines_stay_text(paragraph: str) -> None:
    assert "#" not in read(post_page(f"<p>{FIRST}</p>{paragraph}<p>{SECOND}</p>")).markdown


def test_paragraphs_and_breaks_that_cut_a_sentence_are_joined() -> None:
    html = (
        "<p>我的语气听起来很轻松，</p><p>喉咙里却是一声<strong>哽咽</strong>。</p>"
        "<p>他说：</p><p>“好。”</p><p>我们在<br/>Bridge<br/>上见面，<br/>然后回家。<br/>再见。</p>"
        f"<p>{FIRST}</p>"
    )

    assert [line.replace(" ", "") for line in lines(read(post_page(html)))] == [
        "我的语气听起来很轻松，喉咙里却是一声哽咽。",
        "他说：",
        "“好。”",
        "我们在Bridge上见面，然后回家。",
        "再见。",
        FIRST,
    ]


def test_a_paragraph_grows_only_so_long() -> None:
    html = "".join(f"<p>{'很长的一段话' * 60}，</p>" for _ in range(20))

    assert len(lines(read(post_page(html)))) == 4


def test_a_page_that_ends_within_a_script_is_read() -> None:
    page = article_page(HTML).partition("<script>")[0] + "<script>var open = '"

    assert lines(read(page)) == [FIRST, SECOND]


def test_a_picture_parts_even_an_open_sentence() -> None:
    html = f'<p>{FIRST}</p><p>请看，</p><p><img data-src="https://a.b/c">这张图很大。</p>'

    assert lines(read(post_page(html)))[1:] == ["请看，", "这张图很大。"]


def test_what_the_editor_hides_inside_a_body_is_dropped() -> None:
    html = (
        f'<p style="display: none;">编辑器水印</p>{HTML}<p style="display:none"><mp-style-type></p>'
    )

    assert lines(read(post_page(html))) == [FIRST, SECOND]


def test_a_body_that_is_hidden_as_a_whole_is_read() -> None:
    html = f'<section style="display:none">{HTML}</section>'

    assert lines(read(post_page(html))) == [FIRST, SECOND]


def test_a_post_of_a_video_is_read_from_its_description() -> None:
    page = post_page("").replace("desc: JsDecode('')", f"desc: JsDecode('{FIRST}')")

    assert lines(read(page)) == [FIRST]


def test_an_english_post_is_english() -> None:
    english = (
        "The lamps on the dike were lit at nine, and nobody in the old town went to bed early."
    )

    assert read(post_page(f"<p>{english}</p>")).language == "en"


def test_a_saved_file_is_known_by_its_shape() -> None:
    assert read(post_page(HTML), url=None).source == "微信公众号"
    assert read(article_page(HTML), url="file.html").source == "微信公众号"


@pytest.mark.parametrize(
    "other",
    [
        '<a href="#js_content">x</a>',
        "<pre>cgiDataNew = { content_noencode: JsDecode('x') }</pre><div id='js_content'>x</div>",
        '<div class="weui-msg" hidden><h2 class="weui-msg__title">链接已过期</h2></div>',
        '<div class="weui-msg"><h2 class="weui-msg__title">操作成功</h2></div>',
    ],
)
@pytest.mark.parametrize("url", ["https://example.com/a", None])
def test_a_page_elsewhere_that_mentions_the_shape_is_no_post(other: str, url: str | None) -> None:
    page = f"<html><body><article><p>{FIRST * 9}</p><p>{SECOND * 9}</p></article>{other}</body>"
    article = read(page, url)

    assert article.source != "微信公众号"
    assert FIRST in article.text


def test_the_body_is_found_whatever_the_order_of_its_attributes() -> None:
    page = article_page(HTML).replace(
        '<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">',
        "<p>#js_content</p><div data-a='1' id='js_content' class='rich_media_content'>",
    )

    assert lines(read(page)) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("环境异常", "当前环境异常，完成验证后即可继续访问。 去验证", RefusalCode.WECHAT_CHECK),
        ("访问过于频繁", "请用微信扫描二维码进行访问", RefusalCode.WECHAT_CHECK),
        ("该内容已被发布者删除", "", RefusalCode.DELETED),
        ("The content has been deleted by the author.", "", RefusalCode.DELETED),
        ("此账号已自主注销，内容无法查看", "", RefusalCode.DELETED),
        ("此内容因违规无法查看", "由用户投诉并经平台审核，查看对应规则", RefusalCode.VIOLATION),
        ("此帐号已被屏蔽, 内容无法查看", "", RefusalCode.VIOLATION),
        ("该公众号已被封禁", "", RefusalCode.VIOLATION),
        (
            "Unable to view this content because it violates regulations",
            "",
            RefusalCode.VIOLATION,
        ),
        ("链接已过期", "", RefusalCode.DELETED),
        ("此帐号已申请帐号迁移", "点击下方按钮查看新帐号", RefusalCode.DELETED),
        ("参数错误", "", RefusalCode.NOT_FOUND),
    ],
)
@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8000/x", None])
def test_each_notice_is_refused_with_its_reason(
    title: str, text: str, code: RefusalCode, url: str | None
) -> None:
    assert refuse(notice_page(title, text), url) == code


def test_the_older_shape_of_a_notice_is_known() -> None:
    page = '<html><body><p class="global_error_msg warn">该内容已被发布者删除 </p></body></html>'

    assert refuse(page) == RefusalCode.DELETED


def test_an_article_about_deleted_posts_is_an_article() -> None:
    html = (
        "<p>他点开收藏夹，屏幕上只有一句：该内容已被发布者删除。因违规无法查看的，还有三篇。</p>"
        + HTML
    )

    assert FIRST in read(post_page(html, title="环境异常")).text


def test_a_post_of_pictures_alone_is_too_short() -> None:
    assert refuse(post_page('<p><img data-src="https://a.b/c"></p>')) == RefusalCode.TOO_SHORT


def test_another_page_of_the_platform_is_no_article() -> None:
    page = "<html><body><h1>微信公众平台</h1><p>再小的个体，也有自己的品牌</p></body></html>"

    assert refuse(page, "https://mp.weixin.qq.com/") == RefusalCode.NOT_ARTICLE
