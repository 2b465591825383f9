from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract.language import language_of

SAMPLES = {
    "en": "The lamps on the dike were lit at nine, and nobody in the town went to bed early.",
    "de": "Die Lampen auf dem Deich brannten um neun, und niemand in der Stadt ging früh zu Bett.",
    "fr": "Les lampes sur la digue étaient allumées, et personne dans la ville ne dormait plus.",
    "es": "Las lámparas del dique se encendieron a las nueve y nadie en la ciudad se acostó.",
    "it": "Le lampade sulla diga erano accese e nessuno nella città si coricò presto, come si sa.",
    "pt": "As lâmpadas do dique foram acesas às nove e ninguém na cidade foi para a cama cedo.",
    "nl": "De lampen op de dijk brandden om negen uur en niemand in het dorp ging vroeg naar bed.",
    "sv": "Lamporna på vallen tändes klockan nio och ingen i staden gick till sängs för tidigt.",
    "pl": "Lampy na wale zapalono o dziewiątej i nikt w mieście nie poszedł spać, bo było jasno.",
    "tr": "Setteki lambalar dokuzda yakıldı ve bu gece kimse için uyku yoktu, çok güzel bir andı.",
    "id": "Lampu di tanggul dinyalakan pada pukul sembilan dan tidak ada yang tidur di kota itu.",
    "vi": "Những ngọn đèn trên đê được thắp và không ai trong thị trấn đi ngủ sớm vào đêm đó.",
    "ru": "Лампы на дамбе зажгли в девять, и никто в городе не лёг спать, как это бывает.",
    "uk": "Лампи на дамбі запалили о дев'ятій, і ніхто у місті не ліг спати, як це буває.",
    "ar": "أضيئت المصابيح على السد في التاسعة ولم ينم أحد في المدينة من هذا الضوء.",
    "zh": "昨晚九点，河堤上的灯亮了，老城里没有人早睡。",
    "ja": "昨夜九時、堤防の灯がともり、町では誰も早く寝なかった。",
    "ko": "어젯밤 아홉 시에 둑의 등이 켜졌고 마을에서는 아무도 일찍 자지 않았다.",
    "th": "เมื่อคืนนี้ไฟบนเขื่อนสว่างขึ้นและไม่มีใครในเมืองเข้านอนเร็ว",
    "el": "Οι λάμπες στο ανάχωμα άναψαν στις εννέα και κανείς δεν κοιμήθηκε νωρίς.",
    "hi": "कल रात नौ बजे बाँध पर दीये जले और शहर में कोई जल्दी नहीं सोया।",
}


@pytest.mark.parametrize(("language", "text"), SAMPLES.items())
def test_a_sentence_is_enough_to_tell_a_language(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("declared", ["en", "de-AT", "zh_CN", "ja", "xx", "", None, "<b>"])
@pytest.mark.parametrize("language", ["zh", "ko", "en", "fr"])
def test_a_wrong_declaration_does_not_hide_what_the_text_is_in(
    language: str, declared: str | None
) -> None:
    assert language_of(SAMPLES[language], declared) == language


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("12 34 56", "de-DE", "de"),
        ("OK", "fr_FR", "fr"),
        ("OK", "nb-NO", "no"),
        ("OK", "zh-Hant", "en"),
        ("OK", None, "en"),
        ("", "pt", "pt"),
        ("", None, "en"),
        ("Kes see on, ta tuli koju ja läks magama, öösel sadas vihma.", "et", "et"),
    ],
)
def test_the_declaration_decides_where_the_text_says_too_little(
    text: str, declared: str | None, language: str
) -> None:
    assert language_of(text, declared) == language


def test_danish_and_norwegian_are_parted_by_what_the_page_says() -> None:
    text = "Og det var en gang en mann som ikke ble hjemme, og han var i skogen for å se."

    assert language_of(text, "no") == "no"


def test_traditional_chinese_and_a_little_kana_are_chinese() -> None:
    assert language_of("昨晚，河堤上亮起了四百盞燈，沿著舊碼頭一直排到石橋。", "en") == "zh"
    assert language_of(SAMPLES["zh"] * 3 + "（日语里叫かわ）") == "zh"


def test_code_in_a_chinese_article_does_not_make_it_foreign() -> None:
    code = "docker run --rm -p 8080:80 -v /etc/localtime:/etc/localtime nginx "

    assert language_of(SAMPLES["zh"] + code * 3) == "zh"


@given(st.text(), st.none() | st.text(max_size=12))
def test_every_text_has_a_language(text: str, declared: str | None) -> None:
    assert 2 <= len(language_of(text, declared)) <= 3
