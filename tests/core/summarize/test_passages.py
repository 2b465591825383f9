from bot.core.model import Article
from bot.core.summarize.passages import passages


def texts(text: str) -> list[str]:
    return [passage.text for passage in passages(Article(None, "", text, text, "zh"))]


def test_a_line_broken_around_a_latin_name_is_rejoined() -> None:
    assert texts("大家都在\nTikTok\n上告别。\n\n后来呢？") == ["大家都在TikTok上告别。", "后来呢？"]
