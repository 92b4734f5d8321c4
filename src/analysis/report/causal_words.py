"""The guard against words of cause: figures of provinces show what goes together, not why."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from analysis.report.language import Language

# Verbs and nouns of cause. "Because of" and "due to" are left out: they explain gaps and breaks in the data.
WORDS = {
    "vi": (
        "gây ra|gây nên|tác động|ảnh hưởng|dẫn đến|dẫn tới|làm tăng|làm giảm|làm cho|khiến|kéo theo"
        "|nguyên nhân|nhờ|thúc đẩy|quyết định|góp phần|cải thiện|nâng cao|giúp"
    ),
    "en": (
        "caus(?:e|es|ed|ing)|effects? (?:of|on)|impact(?:s|ed|ing)?|affect(?:s|ed|ing)?"
        "|influenc(?:e|es|ed|ing)|(?:leads?|led|leading) to|result(?:ed|ing) in|thanks to"
        "|driv(?:es|en by|ers? of)|boost(?:s|ed|ing)?|improv(?:e|es|ed|ing|ements?)|help(?:s|ed|ing)"
        "|contribut(?:e|es|ed|ing) to|promot(?:e|es|ed|ing)|enhanc(?:e|es|ed|ing)"
        r"|(?:increases|raises|reduces|decreases|lowers) (?:(?:the|their|its) )?(?:\w+ )?"
        "(?:use|uptake|share|rate)"
    ),
}

# Names in which such a word claims nothing: decisions as documents, titles, requests for help.
NAMES = {
    "vi": r"quyết định(?= (?:số|của|này|đó|\d))|chỉ số tác động|trợ giúp|giúp đỡ",
    "en": r"(?:fixed|random|year|region) effects",
}

# A sentence that first says that no cause can be read from the figures may name one.
CAUTIONS = {
    "vi": (
        "không có nghĩa|không phải|không chứng minh|không chứng tỏ|không cho biết|không cho phép"
        "|không khẳng định|không nói lên|không nên hiểu|không được hiểu"
        "|không thể (?:nói|kết luận|suy ra|khẳng định|xác định)|chưa thể|chưa cho phép|chưa rõ"
        "|(?<!số )(?<!dữ )(?<!tài )liệu|có hay không"
    ),
    "en": (
        "whether|never|nothing about|not evidence|no evidence|is not|are not"
        "|cannot (?:be )?(?:say|said|tell|told|conclude|concluded|show|shown|know|known|read|claim|claimed)"
        "|do(?:es)? not (?:mean|show|say|prove|imply|tell|establish)"
    ),
}

QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"\n]*\"|`[^`]*`|https?://\S+")
SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?;](?!\s|$)[^.!?;\n]*)*")


@dataclass(frozen=True)
class CausalWord:
    """A word of cause found in a text, with its sentence."""

    word: str
    sentence: str

    def __str__(self) -> str:
        """Name the word, where it stands, and what to write instead."""
        return f"{self.word!r} claims a cause in {self.sentence!r}: write that the two go together"


def lint(text: str, language: Language | str) -> list[CausalWord]:
    """Return the words of cause in a text.

    Quotations, code, names (Quyết định 766, Decision 766) and sentences that begin by saying what cannot be
    concluded are passed over. Spelling is compared in composed characters (NFC), without regard to capitals.

    Parameters
    ----------
    text
        Plain text or markdown.
    language
        Language of the text.
    """
    code = Language.of(language).code
    plain = QUOTED.sub(" ", normalize("NFC", text))
    found = []
    for match in SENTENCE.finditer(plain):
        sentence = match.group().strip()
        bare = _bounded(NAMES[code]).sub(" ", sentence)
        for word in _bounded(WORDS[code]).finditer(bare):
            if not _bounded(CAUTIONS[code]).search(bare, 0, word.start()):
                found.append(CausalWord(word.group(), sentence))
    return found


def _bounded(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{normalize('NFC', pattern)})(?!\w)", re.IGNORECASE)
