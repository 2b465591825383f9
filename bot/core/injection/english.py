"""Orders in English, for plain text: lower case, half width."""

from __future__ import annotations

from bot.core.injection.family import family_of
from bot.core.injection.plain import CODE

_family = family_of(
    {
        # Where an order can begin: a clause, or after a word that makes the clause an order.
        "CLAUSE": (
            r"^|[^a-z\d\s]\s*|\b(?:please|kindly|now|then|and|just|also|instead|simply|must"
            r"|should|shall|have to"
            r"|has to|need to|needs to|are to|you|to|always|only|first|step)\s+"
        ),
        "START": r"(?:^|[.!?:。])\W*",
        "SAY": (
            "print|output|write|say|state|reply|respond|answer|return|repeat|append|include"
            "|insert|add|start"
            "|begin|end|finish|prefix|prepend|mention|emit|echo|display|produce|copy|put|place"
            "|confirm"
            "|acknowledge|type|spell|embed"
        ),
        "SHAPE": (
            "<<SAY>>|use|translate|provide|enhance|integrate|reverse|encode|format|limit|give"
            "|render|show"
            "|express|convert|rewrite|generate|quote|reveal|list|replace|set|mark|make|present"
            "|craft|describe"
            "|compose|phrase|finalize|sprinkle|incorporate|weave|conclude|structure|deliver|hide"
            "|leave|keep"
        ),
        "ANSWER": (
            r"answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|summari[sz]ation|digest"
            r"|bullet points?"
            r"|(?:first|last|top|final) (?:line|sentence|bullet|key point)|one[- ]line(?:r"
            r"| summary)?"
            r"|(?:first |last )?key points?|risks? section"
        ),
        "SUMMARY": (
            r"summary|digest|tl;?dr|(?:first|last|top) (?:line|bullet|key point)|key points?"
            r"(?: \d)?"
        ),
        "MACHINE": (
            "ai|llms?|language models?|assistants?|chatbots?|bots?|gpt|chatgpt|claude|gemini"
            "|copilot|agents?"
            "|summari[sz]ers?|crawlers?|models?"
        ),
        "ROLE": "system|assistant|developer|operator|admin(?:istrator)?|moderator|root|publisher",
        "OUGHT": "must|should|shall|has to|have to|needs? to|ought to",
        "CODE": CODE,
    }
)

_DROP = _family(
    "ignor|disregard|forget|overrid|bypass|cancel|discard|neglect|skip"
    "|do not follow|don't follow|stop reading|delete",
    r"<<CLAUSE>>(?:ignore|disregard|forget|override|bypass|cancel|discard|neglect"
    r"|skip)\b.{0,48}?\b(?:"
    r"(?:previous|prior|above|earlier|preceding|original|initial|foregoing|existing"
    r"|your)\b.{0,30}\b(?:instruct\w*"
    r"|prompts?|rules?|directions?|directives?|context|text|guidelines?|tasks?|orders?|requests?)"
    r"|(?:all|any|every|these|those)\b.{0,12}\b(?:instruct\w*|prompts?|guidelines|directives)"
    r"|(?:rest|remainder) of (?:this|the|that)"
    r"|(?:everything|anything|all|whatever) (?:\w+ ){0,3}(?:above|before|earlier))",
    r"<<CLAUSE>>(?:ignore|disregard|forget|discard)\b.{0,16}?\b(?:the|this) "
    r"(?:article|document|page|(?:\w+ )?(?:text|content)(?: above)?)\b",
    r"<<CLAUSE>>(?:do not|don't) follow (?:the|any|your) (?:earlier|previous|prior|above"
    r"|original)\b",
    r"\boverrid(?:es?|ing) (?:all|any|every|the|your)\b.{0,24}\b(?:instruct|direct|rules?"
    r"|prompts?|guidelines)",
    r"<<START>>(?:stop reading (?:here|now|this)|delete all previous)\b",
    r"<<CLAUSE>>(?:ignore|skip|disregard) (?:what|everything|anything|all of|the (?:content|text"
    r"|article|following|rest|above|below))\b(?!.{0,20}\bif\b)",
)
_SHAPE_THE_ANSWER = _family(
    "answer|reply|replies|respon|output|summar|digest|tl;dr|tldr|line|first sentence"
    "|last sentence|key point|bullet"
    "|risks section|return|print"
    "|answer|risks|translate the|headline|closing line|json|whatever you write|mention"
    "|own line|classify",
    r"<<CLAUSE>><<SHAPE>>\b(?:[^.!?]|\.(?=\w)){0,80}?\b(?:your|the next) (?:\w+ ){0,2}<<ANSWER>>\b",
    r"<<CLAUSE>><<SHAPE>>\b(?:[^.!?]|\.(?=\w)){0,60}?\b(?:to|in|into|with|of|at|on|instead of"
    r"|from) "
    r"(?:the|a|any|each|every) (?:\w+ )?<<SUMMARY>>\b",
    r"\b(?:translate|format|reverse|encode|rewrite|write|end|begin|start|provide|give|display"
    r"|express) your "
    r"(?:response|answer|reply|output|summary)\b",
    r"<<START>><<SHAPE>> the (?:summary|digest|key points)\b|\bin your <<ANSWER>>,? (?:\w+ ){0,2}"
    r"<<SHAPE>>\b",
    r"\b(?:make sure|ensure) (?:that )?(?:the |your )(?:\w+ )?(?:summary|digest|answer|reply"
    r"|response|output)\b",
    r"\b(?:its|their) (?:answer|summary|reply|response|output)s?\b.{0,30}\b(?:must|should)\b"
    r"|\b(?:must|should)\b.{0,60}\b(?:its|their) (?:answer|summary|reply|response)s?\W*$",
    r"<<START>>(?:answer|reply|respond|output|return|print) "
    r"(?:only|just|solely|exclusively|exactly|strictly|nothing|in|with)\b|\breply with (?:exactly"
    r"|only|just)\b",
    r"\b(?:your|any|every|(?:the|this)(?= summary| digest)) (?:\w+ ){0,2}<<ANSWER>> "
    r"(?:<<OUGHT>>|is required to|does not|doesn't|will not)\b",
    r"\b(?:(?:first|last|top) (?:line|bullet|sentence)|key points?(?: \d+)?) <<OUGHT>>\b",
    r"\b(?:correct|expected|ideal|right|desired|required|sample|true|final) "
    r"(?:summary|answer|output|response|digest)\s*[:=]",
    r"<<CLAUSE>>(?:answer|reply|respond) (?:in|with|by|to (?:every|each|all|any)) (?:the |a |one "
    r"|only |just )?(?:phrase|words?|string|token|emoji|letter|json|number|question|caps"
    r"|capital)",
    r"<<CLAUSE>>(?:answer|reply|respond)(?: only| just)? (?:with|in) (?:the )?(?:\W*‹›|[a-z]+\W*$"
    r"|one word|json)",
    r"\bin the (?:risks?|key points?|summary|topics?|one[- ]line)(?: section| part)?,? <<SHAPE>>\b",
    r"\b(?:mention|name|criticis|describ)\w*\b.{0,60}\bin (?:your|the|this|any) <<SUMMARY>>\b",
    r"\b(?:any|every|each|a) (?:summary|digest) (?:of|that|which)\b.{0,40}\b<<OUGHT>>\b",
    r"<<START>>(?:return|output|print|give|send) (?:only )?(?:the |a |this |valid )?json\b"
    r"|\bto whatever you (?:write|say|answer)\b",
    r"<<START>>translate (?:the following|this (?:article|text|page)|everything)\b|"
    r"<<CLAUSE>>output nothing\b",
    r"<<START>>(?:output|print|repeat|return|copy) the (?:text|words|sentence|string|content"
    r"|lines?)\b.{0,40}\b(?:exactly|verbatim|between|below|above|as is)\b",
    r"\b(?:summar(?:y|ies)|digests?|one[- ]liners?)\b(?:[^.!?]|\.(?=\w)){0,50}\b(?:<<OUGHT>>|"
    r"(?:start|begin|end|open|close)s? with)\b",
    r"<<CLAUSE>>(?:change|end|give|insert|rate|finish|close|skip|stop|swap|fill|"
    r"<<SHAPE>>)\b[^.!?]{0,60}\b(?:summar(?:y|ies)|digests?|the output|your (?:reply|answer"
    r"|response|output))\b",
    r"(?:<<START>>|\b(?:please|just|simply|kindly|must|should|always|now) )(?:say|write|reply"
    r"|respond|answer|print|output|finish|end|begin|start)\b[^.!?]{0,40}(?:‹›|[\x22“])",
    r"\bon its own line\b|\b(?:as|in) the first line\b|\bcorrect (?:one[- ]line )?(?:summary"
    r"|answer|output) (?:is|should be)\b",
    r"\byour (?:reply|answer|response|output) (?:contains?|includes?|starts?|begins?|ends?"
    r"|carries)\b|<<CLAUSE>>classify this (?:article|page|text)\b",
)
_SUMMARIZE_SO = _family(
    "summari|answering|responding|instead of",
    r"\b(?:when|while|before|after|instead of|if you(?:'re| are)?|once you) (?:you )?"
    r"(?:are )?summari[sz]\w+\b"
    r".{0,60}\b(?:must|should|please|always|never|<<SAY>>)\b",
    r"\b(?:must|should|please|to|will|you|shall|do|don't|not) (?:also |always |not |never )*"
    r"(?:refuse|decline|stop|cease|cancel|avoid)\b.{0,20}\b(?:summari[sz]\w*|answering|responding)",
    r"summari[sz]ation task|do not summari[sz]e|<<START>>instead of (?:(?:a|the) summary"
    r"|summari[sz]ing)",
)
_SECRETS = _family(
    "system|instruct|prompt|rules|guidelines|configuration|authorize",
    r"<<CLAUSE>><<SHAPE>>\b.{0,40}\b(?:system (?:prompt|message|instructions?)"
    r"|(?:your|initial|hidden|secret|full) (?:\w+ )?(?:instructions|prompt|rules|guidelines))\b",
    r"\b(?:what|which) (?:is|are|were|was) your (?:\w+ )?(?:instructions|prompt|rules)\b",
    r"\breveal your \w+|\byour (?:instructions|prompt|guidelines|rules) (?:have|has) been\b"
    r"|\bi authorize you\b",
)
_SPOKEN_TO = _family(
    " ai|ai:|[ai|(ai|ai]|ai reader|ai model|ai assist|ai agent|ai system|ai tool|llm"
    "|language model|assistant|bot|gpt"
    "|claude|gemini|copilot|agent|summari|crawler|model|human|user|system|developer"
    "|graded|administrator speaking|your admin|automated readers|whoever"
    "|dear "
    "|your user",
    r"\b(?:dear|hey|hi|hello|attention|note (?:to|for)|message to|instructions? (?:to|for)"
    r"|notice to|warning to"
    r"|to (?:any|all|every)) (?:\w+ ){0,2}<<MACHINE>>\b(?: (?:model|reader|assistant|agent|system"
    r"|crawler)s?)?"
    r"\s*(?:[:,—–!]|-\s|reading|that reads?|who reads?|$)",
    r"(?:^|[\[(<{|])\s*(?:ai|assistant|llm|chatbot|chatgpt|gpt|claude|system|bot|agent|user|human"
    r"|developer)"
    r"\s*[\]>)}|]?\s*:(?!:)\s*\S",
    r"\b(?:ai|llm|language model|chatbot|machine|automated|summari[sz]\w+) (?:readers?|agents?"
    r"|assistants?|models?"
    r"|systems?|summari[sz]ers?|tools?|bots?) (?:<<OUGHT>>|please|are (?:asked|required|requested"
    r"|instructed|told) to)\b"
    r".{0,30}\b(?:describe|say|state|write|include|mention|call|summari|recommend|rate|output"
    r"|reply|ignore|tell|add"
    r"|append|praise)",
    r"\bnext (?:ai|model|assistant|reader)\b.{0,20}\b(?:obey|follow|comply|repeat)",
    r"\b(?:if you are|as) an? (?:ai|llm|large language model|language model|chatbot)(?: "
    r"(?:language )?model| assistant)?"
    r"(?:,|\s+you\b|\s+reading)|\bif you are an? (?:\w+ )?assistant\b",
    r"\b(?:any|all|every) (?:\w+ )?<<MACHINE>>\b.{0,12}\b(?:read|process|summari|pars"
    r"|index)\w*\b.{0,30}\b<<OUGHT>>\b"
    r"|\bfor (?:ai|llm|bot|machine)s?(?: \w+)? only\b",
    r"<<START>>(?:ai|llm|gpt|model|assistant|chatbot|bot|summari[sz]er)s?(?: model"
    r"| assistant)?\s*(?:note|notice|[—–]|,\s*(?:please|you|note))",
    r"\byou,? (?:the|as the|as an?) <<MACHINE>>\b|\bthis is your (?:admin\w*|developer|operator"
    r"|creator|owner|system)\b",
    r"\b(?:if|when|once) (?:an? |any |the )?<<MACHINE>>(?: model| assistant)? (?:is |are )?"
    r"(?:read|process|summari|pars)\w*",
    r"\b(?:for|to) (?:automated|machine|ai|robot|llm) (?:readers?|agents?|systems?|assistants?"
    r"|crawlers?)\s*[:,—–]",
    r"\byour (?:output|answer|response|summary|work) (?:is|will be) (?:being )?(?:graded|scored"
    r"|evaluated|judged|monitored)",
    r"\bwho(?:ever|soever) (?:processes|reads|summari[sz]es|parses)\b.{0,30}\b<<OUGHT>>\b",
    r"\bhereby (?:instructed|ordered|commanded|required)\b|\btreat the rest of (?:the|this) "
    r"(?:page|text|article)\b",
    r"<<START>>(?:ai|assistant|chatbot|bot|summari[sz]er|language model|llm),|\bdear (?:\w+ )?"
    r"(?:ai|assistant|bot|model|chatbot)\b",
    r"\bthe (?:model|assistant|ai|bot|chatbot|llm|summari[sz]er) <<OUGHT>> (?:reply|respond"
    r"|answer|output|print|say|write|return)\b",
    r"\b(?:tell|ask|urge|inform|advise|warn|remind) your users?\b",
)
_NEW_ROLE = _family(
    "you are now|from now on|your new|your only|your real|your actual|your sole|pretend|act as"
    "|the real task|the actual task|act like|the user actually",
    r"\byou are now (?:a|an|in|the|dan|acting|operating|called|my|going to)\b"
    r"|\bfrom now on,? you\b",
    r"\byour (?:new|only|real|actual|sole) (?:task|job|goal|instruction|role|purpose)\b",
    r"<<START>>pretend (?:to be|that you|you are)\b|\bact as (?:an? )?(?:ai|dan|unrestricted"
    r"|system)\b",
    r"\bthe (?:real|actual|true) task is\b|\bact like an? \w+|<<START>>pretend (?:this|the) "
    r"(?:article|page|text)\b",
    r"\bthe user (?:actually|really) (?:wants|asked|needs)\b|\bhas requested that you\b",
)
_NEW_ORDERS = _family(
    "instruct|order|directive|prompt|message|notice|note|command|overrid|new task"
    "|new conversation|new session|system"
    "|admin|assistant|developer|operator|moderator|alert|update"
    "|override code|disable all",
    r"\b(?:new|updated|revised|additional|real|actual|final|special|important|hidden|secret) "
    r"(?:system )?(?:instructions?|directives?|prompt)\b.{0,40}(?::|\bfrom\b)",
    r"\b(?:instruction|message|notice|note|command|directive)s? from (?:the |your )?(?:\w+ )?"
    r"(?:openai|anthropic"
    r"|google|deepseek|admin\w*|system|operator|developers?|moderators?|platform|publisher"
    r"|security team|trust)",
    r"<<START>>[\[(<{【](?:<<ROLE>>|instructions?)s?[\])>}】]",
    r"\b(?:begin|start) (?:a |the |your )?new (?:task|conversation|session)\b",
    r"\b<<ROLE>>s? (?:notice|message|override|instruction|note|command|prompt|order|alert"
    r"|update)s?\s*:",
    r"\b(?:system|safety|security|ai) override\b|<<CLAUSE>>disable (?:all|any|your) (?:filters?"
    r"|safety|safeguards|restrictions)",
)
_BORDERS = _family(
    "<|[/|]]>|>|end of|end_|ends|stops|is over|end article|end document|end input|end text"
    "|that was|that is|start of"
    "|beginning of|close of|#",
    r"<\s*/\s*(?:article|document|untrusted\w*|user|system|instructions?|prompt|context|assistant"
    r"|passages?"
    r"|正文|文章|文档)\s*>|<\s*(?:untrusted\w*|system|instructions?|prompt|assistant)\s*>",
    r"<\|\w|\w\|>|\[/?inst\]|<</?sys>>|\]\]>",
    r"<<START>>(?:end|start|beginning|close) of (?:the )?(?:article|document|text|input|content"
    r"|page|data|passages?"
    r"|context|user input|prompt)(?:\W*$|[.:])",
    r"<<START>>(?:that (?:was|is) the (?:end of the )?(?:article|document|text)\b"
    r"|the (?:article|document|text) (?:ends|stops|is over)\b|end[_ ](?:article|document|input"
    r"|text|untrusted)\b)",
    r"<<START>>#+\s*(?:system|instructions?|assistant|user|new task)\b",
)
_PASSWORDS = _family(
    f"{CODE}|repeat|secret",
    r"\b<<SAY>>\b(?: \S+){0,6}? ?\W?<<CODE>>",
    r"\b(?:with|contain|include|say)s? \W?<<CODE>>",
    r"\brepeat (?:the|this|that|these|after|following|back)\b.{0,20}\b"
    r"(?:words?|sentence|phrase|verbatim|text|me)\b",
    r"<<CLAUSE>><<SAY>>\b.{0,20}\bsecret (?:word|code|phrase|token|password)\b",
)
_ERRANDS = _family(
    "decode|decrypt|decipher|unscramble|base64|rot13|and include|and return|and send|and post"
    "|and report|and append"
    "|and print| me |provide |can you|could you|would you|will you",
    r"\b(?:decode|decrypt|decipher|unscramble|base64|rot13)\b.{0,40}\b(?:and|then)\b.{0,12}\b"
    r"(?:follow|execute|run|obey|perform|do|print|output|apply|comply)\b",
    r"\b(?:call|invoke|run|execute|use|open|fetch|visit)\b.{0,80}\band (?:include|return|send"
    r"|post|report|append"
    r"|print)\b.{0,12}\b(?:result|output|response|content|answer)",
    r"<<START>>(?:show|tell|give|teach|send|write|find|help|explain to) me\b",
    r"<<START>>(?:please )?provide (?:me |us )?(?:\w+ )?(?:insights?|information|details|examples"
    r"|statistics|advice"
    r"|tips|instructions)\b",
    r"<<START>>(?:can|could|would|will) you (?:please )?(?:<<SHAPE>>|explain|tell|help|recommend"
    r"|suggest|find|create)\b",
)
_PLANTS = _family(
    f" that|@|http|www|tg:|<a|](|this |following |our |my |readers|subscribers|group|audience"
    f"|members|everyone|people"
    f"|chat|channel|bot|illegal|harmful|prohibited|forbidden|malicious|{CODE}"
    "|<@|sponsored",
    r"<<START>>(?:say|state|claim|declare|write|announce|pretend) that\b",
    r"<<START>>(?:mention|include|add|insert|append|cite|embed|promote|advertise"
    r"|put)\b[^.!?]{0,60}?(?:<@|@\w|https?:"
    r"|www\.|tg:|<a\b|\]\(|<<CODE>>|\b(?:this|following|our|my) (?:\w+ ){0,2}(?:address|link|url"
    r"|wallet|hotline|number"
    r"|qr code|website|invite|handle)\b)",
    r"<<START>>(?:please )?(?:tell|inform|urge|instruct|direct|advise|remind|invite|encourage) "
    r"(?:the |all |your )*"
    r"(?:readers?|subscribers|group|chat|channel|members|audience|bot\S*|everyone|people)\b",
    r"\b(?:this|the) (?:page|article|document|text|content|post) (?:contains?|is|includes?) "
    r"(?:\w+ ){0,2}"
    r"(?:illegal|harmful|prohibited|forbidden|malicious)",
    r"<<START>>(?:ping|notify|tag|mention|alert) (?:<@|@\w)|<<CLAUSE>>(?:append|add"
    r"|insert)\b.{0,20}\b(?:line|hashtag|disclaimer|slogan|‹›)",
)

ENGLISH = (
    _DROP,
    _SHAPE_THE_ANSWER,
    _SUMMARIZE_SO,
    _SECRETS,
    _SPOKEN_TO,
    _NEW_ROLE,
    _NEW_ORDERS,
    _BORDERS,
    _PASSWORDS,
    _ERRANDS,
    _PLANTS,
)
