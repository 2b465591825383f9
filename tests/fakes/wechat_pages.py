"""WeChat pages in small: the shapes the platform serves, with words written for the tests."""

from __future__ import annotations

_ESCAPES = {
    "\\": "\\x5c",
    "\n": "\\x0a",
    "'": "\\x27",
    '"': "\\x22",
    "<": "\\x3c",
    ">": "\\x3e",
    "&": "\\x26",
}
_SITE = '<meta property="og:site_name" content="微信公众平台" />'
_NOISE = "<script>var t = {title: '商店', nick_name: '微信广告', ct: 'x'}; e = f.nickname;</script>"


def escaped(text: str) -> str:
    r"""The way the platform writes text into a script: `<` is `\x3c`."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def post_page(
    content: str,
    *,
    title: str = "河堤上的四百盏灯",
    account: str = "城南旧事社",
    author: str = "",
    created: int = 1762243169,
    head: str = "",
    body: str = "",
    more: str = "",
) -> str:
    """A page of 2023 and later: the post is an object of the script."""
    return f"""<!DOCTYPE html><html><head><title></title>{_SITE}{head}</head>
<body class="zh_CN">{_NOISE}
<div id="js_article" class="rich_media">{body}</div>
<script>
        window.cgiDataNew = {{
                user_name: JsDecode('gh_000000000000'),
                nick_name: JsDecode('{escaped(account)}'),
                title: JsDecode('{escaped(title)}'),
                desc: JsDecode(''),
                content_noencode: JsDecode('{escaped(content)}'),
                create_time: JsDecode('2025-11-04 15:59'),
                author: JsDecode('{escaped(author)}'),
                ori_create_time: '{created}' * 1,
                svr_time: '1799999999' * 1,
                {more}
        }};
</script>{_NOISE}</body></html>"""


def article_page(content: str, *, title: str = "河堤上的四百盏灯", author: str = "阿桥") -> str:
    """An article of the years before: the body is in the page, hidden until scripts show it."""
    return f"""<!DOCTYPE html><html><head><meta name="author" content="{author}" />
{_SITE}<meta property="og:title" content="{title}" /><style>.x{{}}</style></head>
<body id="activity-detail" class="zh_CN"><div class="rich_media">
<h1 class="rich_media_title" id="activity-name">
   {title} </h1>
<a href="javascript:void(0);" id="js_name"> 城南旧事社 </a><em id="publish_time"></em>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">{content}
</div><script>var first_sceen__time = 1;</script><div id="js_tags">预览时标签不可点</div></div>
<script>
    var nickname = htmlDecode("城南旧事社");
    var ct = "1581517074";
    var msg_title = '{title}'.html(false);
    var author = "{author}";
</script></body></html>"""


def notice_page(title: str, text: str = "", *, shape: str = "weui-msg") -> str:
    """The platform's notice in place of a post."""
    return f"""<!DOCTYPE html><html><head><title></title>
<script>var s = "违规 删除 deleted";</script></head><body>
<div class="{shape}"><div class="{shape}__text-area">
<h2 class="{shape}__title">{title}</h2><p class="tips">{text}</p></div></div>
<p class="weui-footer">微信公众平台运营中心</p></body></html>"""
