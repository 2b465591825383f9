from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract.wechat import script
from tests.fakes.wechat_pages import escaped


@given(st.text())
def test_what_the_platform_escapes_comes_back(text: str) -> None:
    post = script.post_of(
        f"<script>cgiDataNew = {{ content_noencode: JsDecode('{escaped(text)}') }}"
    )

    assert script.field(post, "content_noencode") == text


@given(st.text())
def test_what_json_escapes_comes_back(text: str) -> None:
    assert script.variable(f"var msg_title = {json.dumps(text)};", "msg_title") == text


@given(st.text())
def test_no_script_is_too_broken_to_search(text: str) -> None:
    script.variable(text + "name = '" + text, "name")
    script.field(text + 'name: "' + text, "name")


def test_the_first_text_that_is_not_empty_counts() -> None:
    assert script.variable('var a = ""; var a = "" || "x"; var a = "y";', "a") == "x"
    assert script.field("a: '', b: 'z', a: 'x'", "a") == "x"


def test_an_assignment_to_an_attribute_counts_and_a_longer_name_does_not() -> None:
    markup = "bar_nick = 'no'; nick2 = 'no'; window.nick = d.nick = htmlDecode(\"yes\");"

    assert script.variable(markup, "nick") == "yes"


def test_a_literal_ends_at_its_own_quote() -> None:
    assert script.variable(r"""a = 'it\'s "so"';""", "a") == """it's "so\""""
    assert script.variable(r"a = 'c:\\';", "a") == "c:\\"
    assert script.variable("a = 'never closed", "a") == ""


def test_the_post_ends_with_its_script() -> None:
    assert script.post_of("x cgiDataNew = {a: 1}</script>b") == "cgiDataNew = {a: 1}"
    assert script.post_of("x cgiDataNew = {a: 1}") == "cgiDataNew = {a: 1}"
    assert script.post_of("nothing") == ""
