"""An article read for a digest: once, however many summaries of it are checked."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.core.check import Evidence, check
from bot.core.check.once import Once
from bot.core.summarize.answer import read_answer
from bot.core.summarize.story import Story
from tests.core.summarize.test_summarizer import ARTICLE, GOOD

SUMMARY = read_answer(json.dumps(GOOD))


def test_an_article_is_read_at_the_first_check_and_for_all_of_them() -> None:
    read: list[Evidence] = []

    def reading() -> Evidence:
        read.append(Evidence.of(story.article, story.passages, story.language))
        return read[-1]

    story = Story.of(ARTICLE, "auto")
    counted = replace(story, evidence=Once(reading))
    counted.extract()
    assert read == []
    partial = replace(SUMMARY, key_points=SUMMARY.key_points[:1])
    assert counted.check(partial) == story.check(partial)
    assert counted.check(SUMMARY) == story.check(SUMMARY)
    assert len(read) == 1


def test_evidence_is_of_the_article_as_it_is_seen_in_the_language_of_the_digest() -> None:
    hidden = replace(ARTICLE, text=ARTICLE.text.replace("乘客", "乘\u200b客"))
    story = Story.of(hidden, "en")
    assert story.evidence().language == "en"
    assert "乘客用电话" in story.evidence().text
    verdict = check(SUMMARY, Evidence.of(story.article, story.passages, "en"))
    assert story.check(SUMMARY) == verdict
    assert verdict.one_line is None


def test_two_readings_of_one_article_are_equal() -> None:
    assert Story.of(ARTICLE, "auto") == Story.of(ARTICLE, "zh")
    assert Story.of(ARTICLE, "auto") != Story.of(ARTICLE, "en")
