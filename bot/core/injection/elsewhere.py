"""Orders in other languages, for plain text: dropping instructions, and writing the answer so."""

from __future__ import annotations

from bot.core.injection.family import family_of

_family = family_of({})

_DROP = _family(
    "無視|无视|忘れ|무시|잊|تجاهل|انس|همل|أهمل|نادیده|игнорируй|забудь|ignor|olvid|dimentica"
    "|esque|oubli|vergiss"
    "|vergesst|talimat|abaikan|bỏ qua|निर्देश|คำสั่ง|negeer",
    r"(?:指示|命令|プロンプト|指令|ルール)[^。]{0,12}(?:無視|无视|忘れ)",
    r"(?:지시|명령|프롬프트|지침)\w*.{0,14}(?:무시|잊)",
    r"(?:تجاهل|انس|همل|أهمل)\w*\s.{0,30}(?:تعليمات|الأوامر|السابق|سبق|أعلاه|التوجيهات)|نادیده بگیر",
    r"(?:игнорируй|забудь)\w*.{0,48}(?:инструкц|указани|предыдущ|команд)",
    r"\b(?:ignora\w*|olvid\w+|dimentica\w*|esque[cç]\w*|ignore[zr]|oublie[zr]?|ignorier\w*"
    r"|vergiss|vergesst)\b.{0,48}"
    r"\b(?:instrucc?i\w+|instruç\w+|instructions|istruzion\w+|anweisung\w*|consignes|órdenes"
    r"|ordini)\b",
    r"\bignore\b.{0,20}\b(?:instruções|instrucciones|istruzioni)\b",
    r"talimat\w*.{0,20}(?:yok say|görmezden|unut)|abaikan\b.{0,30}\b(?:instruksi|perintah)",
    r"bỏ qua.{0,30}(?:hướng dẫn|chỉ dẫn|lệnh)|निर्देश.{0,24}(?:अनदेखा|नज़रअंदाज़|भूल)",
    r"(?:เพิกเฉย|ละเว้น|ไม่ต้องสนใจ).{0,20}คำสั่ง|zignoruj.{0,40}(?:instrukc|poleceni)"
    r"|negeer.{0,40}instructies",
)
_SHAPE_THE_ANSWER = _family(
    "要約|出力|回答|答え|요약|응답|답변|답하|출력|resum|résumé|riassunto|zusammenfassung|ответ"
    "|резюме",
    r"(?:要約|出力|回答)[^。]{0,40}(?:書い|出力し|含め|始め|加え|入れ)て?(?:ください|下さい)",
    r"(?:出力|回答)(?:せよ|しろ|しなさい|してください)|と(?:だけ|のみ)(?:答え|回答|出力)|要約せず",
    r"(?:요약|응답|답변|출력).{0,30}(?:쓰세요|쓰십시오|하십시오|시작하세요|포함하세요|써라)"
    r"|출력하(?:세요|시오|십시오)",
    r"(?:resumen|résumé|riassunto|resumo|zusammenfassung) (?:debe|doit|deve|muss|soll)\b",
    r"(?:ответ|резюме).{0,20}(?:долж|обязан|напиши|начни)",
)

ELSEWHERE = (_DROP, _SHAPE_THE_ANSWER)
