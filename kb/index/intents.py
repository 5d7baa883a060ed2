"""Intents: a table of how people ask, with the headings under which laws answer, and of how they put a question.

Laws are drafted to one pattern: the matters and persons that a law is for stand under "Phạm vi điều chỉnh" and "Đối tượng
áp dụng", the meaning of its terms under "Giải thích từ ngữ", what nobody may do under "Các hành vi bị nghiêm cấm". People ask
"áp dụng cho ai?".

Guarantees:
1. A heading is asked for only beside the words of the question, never instead of them.
"""

from collections.abc import Iterator, Sequence

from kb.language.text import fold

# (as people ask, the words of the heading), in search form.
_TABLE = (
    (
        ("áp dụng cho", "áp dụng với", "áp dụng đối với", "đối tượng nào", "những đối tượng"),
        ("phạm vi điều chỉnh", "đối tượng áp dụng"),
    ),
    (("quy định về gì", "quy định gì", "quy định những gì", "quy định nội dung gì"), ("phạm vi điều chỉnh",)),
    (
        ("định nghĩa", "khái niệm", "được hiểu", "hiểu là", "hiểu như", "nghĩa là", "có nghĩa", "là gì", "là cái gì"),
        ("giải thích từ ngữ",),
    ),
    (("cấm", "không được phép"), ("hành vi bị nghiêm cấm", "hành vi bị cấm")),
    (("có hiệu lực từ", "có hiệu lực khi", "có hiệu lực vào", "hiệu lực khi nào"), ("hiệu lực thi hành",)),
)
_ASKED = [(f" {phrase} ", [heading.split() for heading in headings]) for phrases, headings in _TABLE for phrase in phrases]


def headings_asked_for(words: Sequence[str]) -> Iterator[list[str]]:
    """The headings, in syllables, that the syllables of a question ask for (search form, diacritics restored), each once."""
    told: list[list[str]] = []
    question = f" {' '.join(words)} "
    for phrase, headings in _ASKED:
        if phrase in question:
            told += (heading for heading in headings if heading not in told)
    yield from told


# How questions are put. Laws hardly write so, so that their texts do not tell what "dung hay sai" stands for.
_PUT = [
    (phrase.split(), f" {fold(phrase)} ")
    for phrase in (
        "đúng hay sai", "đúng hay là sai", "đúng hay không", "đúng hoặc sai", "đúng không", "nào đúng", "nào sai", "phải không",
        "hay không", "được không", "như thế nào", "thế nào", "ra sao", "bao nhiêu", "bao lâu", "bao giờ", "khi nào",
        "nào sau đây", "nào dưới đây", "là gì", "là ai", "những ai", "của ai", "vì sao", "tại sao", "ở đâu", "làm gì",
        "những gì",
    )
]  # fmt: skip


def wordings(bare: Sequence[str]) -> dict[int, str]:
    """The syllables of how a question typed without diacritics is put, restored, by position.

    ["thoi", "han", "bao", "lau"] → {2: "bao", 3: "lâu"}
    """
    known: dict[int, str] = {}
    question = f" {' '.join(bare)} "
    for phrase, folded in _PUT:
        found = question.find(folded)
        while found >= 0:
            at = question.count(" ", 0, found)
            known |= {at + step: syllable for step, syllable in enumerate(phrase) if at + step not in known}
            found = question.find(folded, found + 1)
    return known
