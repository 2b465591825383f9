from __future__ import annotations

import pytest

from bot.core.extract import extract
from bot.core.extract.document import Document
from bot.core.extract.refusals import by_article
from bot.core.model import Article, Page, Refusal, RefusalCode
from tests.fakes.pages import EN, ZH, article, page, paragraphs, teasers

URL = "https://news.example/2026/11/lamps"
SCRIPT = '<script src="/app.js"></script>'


def code_of(html: str, url: str | None = URL, status: int = 200) -> RefusalCode | None:
    """The refusal of a page, None where it is read as an article."""
    result = extract(Page(url, html.encode(), "text/html; charset=utf-8", status))
    return result.code if isinstance(result, Refusal) else None


def test_an_article_is_not_refused() -> None:
    assert code_of(article()) is None
    assert code_of(article(*ZH, title="河堤上的四百盏灯")) is None


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, RefusalCode.NOT_FOUND),
        (410, RefusalCode.NOT_FOUND),
        (401, RefusalCode.LOGIN),
        (402, RefusalCode.PAYWALL),
        (451, RefusalCode.VIOLATION),
        (403, RefusalCode.FETCH_FAILED),
        (503, RefusalCode.FETCH_FAILED),
        (200, None),
        (203, None),
    ],
)
def test_a_page_served_with_an_error_is_refused_by_its_status(
    status: int, code: RefusalCode | None
) -> None:
    assert code_of(article(), status=status) == code


CHALLENGES = {
    "cloudflare": page(
        "<h1>Checking your browser before accessing news.example</h1>"
        "<noscript>Enable JavaScript and cookies to continue</noscript>",
        title="Just a moment...",
        head="<script>window._cf_chl_opt={cType:'managed'}</script>",
    ),
    "cloudflare in French": page(
        "<p>news.example doit vérifier la sécurité de votre connexion avant de continuer.</p>",
        title="Un instant…",
        head="<script>window._cf_chl_opt={}</script>",
    ),
    "blocked": page(
        "<h1>Sorry, you have been blocked</h1><p>You are unable to access news.example</p>",
        title="Attention Required! | Cloudflare",
    ),
    "captcha": page(
        '<p>Please verify you are human to go on.</p><div class="h-captcha"></div>',
        title="news.example",
    ),
    "datadome": page(
        "<p>Please enable JS and disable any ad blocker</p>",
        title="news.example",
        head='<script src="https://ct.captcha-delivery.com/c.js"></script>',
    ),
    "robot": page("<h1>Are you a robot?</h1><p>Click the box below.</p>", title="Example"),
    "baidu": page("<p>请完成安全验证后继续访问</p>", title="百度安全验证"),
    "slider": page(
        "<p>请拖动滑块完成验证</p><div id='nocaptcha'></div>", title="访问验证 - 示例网"
    ),
    "visitor system": page("<p>正在跳转</p>", title="Sina Visitor System"),
    "work": page(
        "<p>Making sure you're not a bot! Loading…</p>",
        title="Making sure you're not a bot!",
        head='<script id="anubis_challenge" type="application/json">{}</script>',
    ),
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_check_of_the_visitor_means_the_site_gave_no_page(name: str) -> None:
    assert code_of(CHALLENGES[name]) == RefusalCode.FETCH_FAILED


OUTAGES = (
    page("<h1>502 Bad Gateway</h1><hr>nginx", title="502 Bad Gateway"),
    page("<h1>Service Unavailable</h1>", title="Example"),
    page("<p>We will be back soon.</p>", title="Site maintenance"),
    page("<p>服务器开小差了，请稍后再试</p>", title="系统繁忙"),
    page("<h1>出错啦！</h1>", title="示例"),
)


@pytest.mark.parametrize("html", OUTAGES)
def test_an_error_of_the_server_is_no_article_whatever_its_status(html: str) -> None:
    assert code_of(html) == RefusalCode.FETCH_FAILED


NOT_FOUND = (
    page("<h1>404</h1><p>The page you requested does not exist.</p>", title="Page not found"),
    page("<h1>Oops! That page can’t be found.</h1><p>Try a search?</p>", title="Nothing here"),
    page("<p>Sorry, the page you are looking for has been moved or deleted.</p>", title="Example"),
    page("<h1>Error 404</h1>" + paragraphs(*EN[:2]), title="Error 404 | Example News"),
    page("<p>去首页看看吧</p>", title="页面不存在 - 示例网"),
    page("<h1>抱歉，您访问的页面不存在</h1><a href='/'>返回首页</a>", title="示例网"),
    page("<p>你访问的页面不见了</p>", title="小红书示例"),
    page("<h1>找不到該頁面</h1>", title="示例"),
    page("<p>Die Seite wurde nicht gefunden.</p>", title="Seite nicht gefunden"),
    page("<h1>Page introuvable</h1>", title="Le Journal"),
    page("<h1>Página no encontrada</h1>", title="Diario"),
    page("<h1>Страница не найдена</h1>", title="Газета"),
    page("<h1>お探しのページが見つかりません</h1>", title="新聞"),
    page("<h1>페이지를 찾을 수 없습니다</h1>", title="신문"),
)


@pytest.mark.parametrize("html", NOT_FOUND)
def test_a_soft_404_is_not_found(html: str) -> None:
    assert code_of(html) == RefusalCode.NOT_FOUND


GONE = (
    (page("<div class='tip'>该文章已被作者删除</div>", title="提示"), RefusalCode.DELETED),
    (page("<p>抱歉，该微博已被作者删除。</p>", title="微博示例"), RefusalCode.DELETED),
    (page("<p>Sorry, this post was deleted by its author.</p>"), RefusalCode.DELETED),
    (page("<p>この記事は削除されました。</p>"), RefusalCode.DELETED),
    (page("<p>根据相关法律法规，该内容无法显示。</p>"), RefusalCode.VIOLATION),
    (
        page("<h1>Account suspended</h1><p>This account has been suspended.</p>"),
        RefusalCode.VIOLATION,
    ),
    (
        page("<p>This post was removed for violating the rules of the site.</p>"),
        RefusalCode.VIOLATION,
    ),
)


@pytest.mark.parametrize(("html", "code"), GONE)
def test_what_was_taken_down_says_by_whom(html: str, code: RefusalCode) -> None:
    assert code_of(html) == code


FORM = '<form action="/login"><input name="user"><input type="password"><button>Go</button></form>'
LOGINS = (
    page(f"{FORM}<p>Log in to continue reading.</p>", title="Log in"),
    page(FORM, title="Example News"),
    page("<h1>Sign in to read this story</h1>", title="Example"),
    page("<p>You must be logged in to view this content.</p>", title="Example Forum"),
    page("<p>This account is private. Follow to see its posts.</p>", title="Example"),
    page("<p>Join LinkedIn to see who you know.</p>", title="Sign Up | LinkedIn"),
    page("<p>请先登录后再查看该内容</p>", title="示例社区"),
    page("<h1>登录</h1><p>手机号 密码 忘记密码</p>", title="登录 - 示例网"),
    page("<p>扫码登录</p>", title="示例文档"),
    page("<p>该内容仅好友可见</p>", title="示例空间"),
    page("<h1>Anmelden</h1><p>Bitte melden Sie sich an, um fortzufahren.</p>", title="Forum"),
    page("<p>Veuillez vous connecter pour lire la suite.</p>", title="Connexion"),
    page("<p>Inicia sesión para ver este contenido</p>", title="Diario"),
    page("<p>ログインしてください。</p>", title="会員サイト"),
    page("<p>로그인이 필요합니다.</p>", title="카페"),
    page("<p>Войдите, чтобы продолжить.</p>", title="Форум"),
)


@pytest.mark.parametrize("html", LOGINS)
def test_a_page_to_log_in_is_a_login(html: str) -> None:
    assert code_of(html) == RefusalCode.LOGIN


COOKIE_WALLS = (
    page("<h1>Before you continue</h1><p>We use cookies. Accept all. Reject all.</p>"),
    page(
        "<h1>We value your privacy</h1><p>We and our 842 partners store and access personal data, "
        "like browsing data, on your device. Selecting I Accept enables tracking technologies to "
        "support the purposes shown under we and our partners process data. Selecting Reject All "
        "or withdrawing your consent will disable them.</p>"
        "<button>I accept</button><button>Reject all</button><button>Manage options</button>",
        title="Example News",
    ),
    page(
        "<p>Wenn Sie auf „Alle akzeptieren“ klicken, verarbeiten wir und unsere Partner "
        "personenbezogene Daten mit Ihrer Einwilligung.</p><button>Alle akzeptieren</button>"
        "<button>Alle ablehnen</button>",
        title="Zeitung",
    ),
    page("<p>Nous utilisons des cookies.</p><a>Tout accepter</a> <a>Tout refuser</a>"),
    page("<p>Usamos cookies propias y de terceros.</p><button>Aceptar</button>"),
    page("<p>Utilizziamo i cookie.</p><button>Accetta</button><button>Rifiuta</button>"),
    page("<p>We gebruiken cookies en vragen uw toestemming.</p><button>Accepteren</button>"),
    page("<p>本网站使用 Cookie 来改善您的体验。</p><button>接受所有</button><button>拒绝</button>"),
    page("<p>当サイトはクッキーを使用しています。</p><button>同意する</button>"),
    page("<p>쿠키를 사용합니다.</p><button>모두 동의</button>"),
    page("<p>Мы используем cookie.</p><button>Принять</button>"),
)


@pytest.mark.parametrize("html", COOKIE_WALLS)
def test_a_choice_about_cookies_and_nothing_else_is_a_cookie_wall(html: str) -> None:
    assert code_of(html) == RefusalCode.COOKIE_WALL


PAID = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
OFFER = "<p>Subscribe to continue reading. Already a subscriber? Log in.</p>"
PAYWALLS = (
    article(*EN[:3], around=f'<div class="paywall-banner">{OFFER}</div>', head=PAID),
    article(*EN[:2], EN[2][:40] + "…", head=PAID),
    article(*EN[:3], around=f'<section id="regwall">{OFFER}</section>'),
    article(*EN[:2], "This post is for paid subscribers", "Upgrade to paid"),
    article(*ZH[:3], "剩余内容需付费后阅读，开通会员可解锁全文", title="河堤上的灯"),
    article(*ZH[:2], ZH[2][:9] + "……", title="灯", around='<div class="paywall">购买</div>'),
    article(*EN[:3], "Dieser Artikel ist für Abonnenten.", head=PAID),
    article(*EN[:3], around="<div><p>Article réservé aux abonnés. Il vous reste 70 %.</p></div>"),
    article(*ZH[:3], "この記事は有料会員限定です。", title="灯"),
)


@pytest.mark.parametrize("html", PAYWALLS)
def test_a_beginning_and_an_offer_are_a_paywall(html: str) -> None:
    assert code_of(html) == RefusalCode.PAYWALL


SHELLS = (
    page('<div id="root"></div><noscript>You need to enable JavaScript.</noscript>' + SCRIPT),
    page(f'<div id="__next"></div>{SCRIPT}', title="App"),
    page(f"<p>Loading…</p>{SCRIPT}", title="App"),
    page(f"<p>JavaScript is required to show this page, please turn it on.</p>{SCRIPT}"),
    page(f"<noscript>请启用 JavaScript 后继续</noscript><p>加载中</p>{SCRIPT}", title="示例"),
    page(f"<p>Aktivieren Sie JavaScript, um die Seite zu sehen.</p>{SCRIPT}", title="Seite"),
)


@pytest.mark.parametrize("html", SHELLS)
def test_a_shell_that_scripts_would_fill_is_script_only(html: str) -> None:
    assert code_of(html) == RefusalCode.SCRIPT_ONLY


@pytest.mark.parametrize("html", ["", " \n" * 5000, page(""), page("<p>Hello there.</p>")])
def test_next_to_nothing_is_too_short(html: str) -> None:
    assert code_of(html) == RefusalCode.TOO_SHORT


POSTS = "".join(
    f'<article><h2><a href="/{number}">Post {number}: what the lamps of a town cost</a></h2>'
    f"<p>March {number + 1}</p><p>{EN[number % 7]}{EN[(number + 1) % 7]}</p>"
    f'<a href="/{number}">Read more</a></article>'
    for number in range(10)
)
BOARDS = "".join(
    f'<tr><td><a href="/f{number}">Board {number}: lamps and their cables</a><br>{EN[number % 7]}'
    "</td><td>12</td><td>340</td></tr>"
    for number in range(12)
)
LISTS = (
    (page(f"<main>{POSTS}</main>", title="A blog"), "https://blog.example/"),
    (page(f"<table>{BOARDS}</table>", title="Boards"), "https://forum.example/forum/"),
    (page(f"<main><ul>{teasers(40)}</ul></main>", title="Example News"), "https://news.example/"),
    (page(f"<ul>{teasers(40)}</ul>", title="News"), "https://news.example/category/town/"),
    (page(f"<ul>{teasers(40)}</ul>", title="lamps - Archive"), "https://news.example/tag/lamps"),
    (page(f"<ul>{teasers(40)}</ul>", title="Forum"), "https://forum.example/forums/"),
    (
        page(f"<h1>Search results for lamps</h1><ol>{teasers(12)}</ol>", title="Search"),
        "https://news.example/find?q=lamps",
    ),
    (
        page(f"<h1>“灯”的搜索结果</h1><ol>{teasers(12)}</ol>", title="搜索"),
        "https://news.example/s?wd=%E7%81%AF",
    ),
    (
        page(f"<ul>{teasers(40)}</ul>", head='<script>{"@type":"CollectionPage"}</script>'),
        "https://news.example/town",
    ),
    (page(f"<ul>{teasers(40)}</ul>").replace("<body>", '<body class="home blog">'), None),
)


@pytest.mark.parametrize(("html", "url"), LISTS)
def test_a_list_of_links_is_no_article(html: str, url: str | None) -> None:
    assert code_of(html, url) == RefusalCode.NOT_ARTICLE


BANNER = (
    '<div id="consent"><p>We value your privacy. We use cookies and need your consent.</p>'
    "<button>Accept all</button><button>Reject all</button></div>"
)
ARTICLES = {
    "a cookie banner over it": article(around=BANNER),
    "a cookie banner over a long one": article(*EN * 6, around=BANNER),
    "a cookie banner over a short one": article(*EN[:3], around=BANNER),
    "a consent that hides little of the page": page(
        f"<h1>We use cookies</h1><button>Accept all</button><div>{paragraphs(*EN)}</div>"
    ),
    "a few words and a script": page(f"<h1>Lamps</h1>{paragraphs(*EN[:1])}{SCRIPT}"),
    "comments that want a login": article(
        around="<section><h2>Comments</h2><p>You must be logged in to reply. Log in</p></section>"
    ),
    "a short one with a login to reply": article(
        *EN[:2], around="<p>You must be logged in to post a comment.</p>"
    ),
    "a short one with a login to reply in Chinese": article(
        *ZH[:3], around="<p>请先登录后评论</p><p>登录后可回复</p>", title="河堤上的灯"
    ),
    "a header with a login": article(
        *EN[:2], around=f"<header><h2>Login</h2>{FORM}</header><footer>Log in to view</footer>"
    ),
    "a dialog with a hidden login": article(
        *EN[:2], around=f'<div style="display: none">{FORM}</div><div hidden>{FORM}</div>'
    ),
    "words about deleted accounts": article(
        "该文章已被作者删除，他点开收藏夹，看到的只有这一句话。", *ZH, title="被删除的帖子"
    ),
    "words about suspended accounts": article(
        "“This account has been suspended”, said the page, and that was all.", *EN
    ),
    "the number 404 in its title": article(title="404 lamps: how a town lit its dike"),
    "a paywall of its own name and its whole text": article(
        *EN[:5], around='<div id="paywall"></div>'
    ),
    "a short one that is free to the end": article(*EN[:2]),
    "a paid article with its whole text": article(head=PAID),
    "a short paid article with its whole text": article(*EN[:4], head=PAID),
    "an offer in the header of a free one": article(
        *EN[:4], around=f'<header class="paywall-offer">{OFFER}</header>'
    ),
    "an offer far below a free one": article(
        *EN[:4], around=f"<aside><ul>{teasers(20)}</ul>{OFFER}</aside>", title="Lamps"
    ),
    "a recaptcha below it": article(
        around='<div class="g-recaptcha"></div><p>Please verify you are human to comment.</p>'
    ),
    "a noscript hint": article(around=f"<noscript>Please enable JavaScript.</noscript>{SCRIPT}"),
    "words about cookies": article(
        "The browser will no longer accept cookies of third parties, its makers said.",
        *EN[:5],
        around=BANNER,
        title="No more cookies",
    ),
    "words about a forbidden city": article(title="Forbidden: a city and its lamps"),
    "words about the error 404": article(
        "The server cannot find the requested resource, says this status code.",
        "Links that lead to such a page are often called broken or dead links.",
        *EN,
        title="404 Not Found",
    ),
    "words about how to log in": article(
        "Open the menu, choose your account, and enter the name you registered with.",
        *EN[:5],
        title="Login",
    ),
    "words about an exception": article(*EN[:3], title="Error"),
    "words about maintenance": article(title="Under maintenance: the dike and its lamps"),
    "the question whether you are a robot": article(title="Are you a robot?"),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_stays_one_with(name: str) -> None:
    assert code_of(ARTICLES[name]) is None


@pytest.mark.parametrize(
    "url", ["https://news.example/", "https://news.example/tag/lamps", "https://x.example/?q=a"]
)
def test_an_article_at_the_address_of_a_list_stays_one(url: str) -> None:
    assert code_of(article(around=f"<aside><ul>{teasers(40)}</ul></aside>"), url) is None


@pytest.mark.parametrize("url", ["http://[", "https://news.example/?p=12", ""])
def test_an_article_at_an_odd_address_stays_one(url: str) -> None:
    assert code_of(article(around=BANNER), url) is None


def test_a_wordpress_post_is_not_taken_for_its_archive() -> None:
    html = page(f"<ul>{teasers(40)}</ul>").replace("<body>", '<body class="single archive">')

    assert code_of(html, None) is None


def test_a_list_at_the_address_of_an_article_is_read() -> None:
    assert code_of(page(f"<ul>{teasers(40)}</ul>"), "https://news.example/lamps-of-2026") is None


def test_a_list_that_calls_itself_an_article_is_read() -> None:
    head = '<meta property="og:type" content="article">'

    assert code_of(page(f"<ul>{teasers(40)}</ul>", head=head), "https://news.example/") is None


def test_a_links_broken_address_leads_nowhere() -> None:
    links = '<a href="http://[">Headline: the lamps are lit again</a>' * 40
    more = '<a href="javascript:void(0)">More</a><a>Nowhere</a><a href="#top">To the top</a>'

    assert code_of(page(f"<p>{links}{more}</p>"), "https://news.example/") is None


def test_the_detail_of_a_refusal_names_the_rule() -> None:
    refusal = extract(Page(URL, NOT_FOUND[0].encode(), "text/html"))

    assert refusal == Refusal(RefusalCode.NOT_FOUND, "title: page not found")


def test_an_article_in_a_wrongly_nested_frame_is_read() -> None:
    html = page(f"<aside><main>{paragraphs(*EN * 4)}</main></aside>", title="Lamps")

    assert isinstance(extract(Page(URL, html.encode(), "text/html")), Article)


def test_a_consent_box_beside_much_else_is_no_wall() -> None:
    html = page(f"<p>We use cookies.</p><button>Accept all</button>{paragraphs(*EN)}")
    found = Article(None, "", text="We use cookies.", markdown="", language="en")

    assert by_article(Document(URL, html), found) is None
