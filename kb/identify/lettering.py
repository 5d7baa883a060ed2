"""Lettering: words in capitals, in the letters that the running text of the document writes them with.

Guarantees:
1. Only letters change, from capitals to small ones; which stay capitals is as the text itself writes the same words.
"""

import re
from collections import Counter

from kb.language.text import fold_white_space, lower
from kb.law import types

_MOST_LOOKED_AT = 40  # occurrences of the same words
_LONGEST = 1_200  # characters: what is longer is no title, and stays as it is
_LONGEST_PHRASE = 64  # words that are looked for at once
# Roman numbers and the numbers of documents are written so in any text.
_CAPITALS = re.compile(r"(?<=khóa )[ivxlc]+\b|(?<=khoá )[ivxlc]+\b|\b\d+[a-zđ]?[/-]\S+")
_OF_A_LAW = re.compile(r"(?:luật|pháp lệnh) \Z")
# A law that the title names: "của Luật Cây xanh; Luật Cỏ", not "của luật sư", "các luật".
_NAMED_LAW = re.compile(
    r"(?:(?<=\bcủa )|(?<=[,;] )|(?<=\bvà )|(?<=\bvới )|(?<=\bhành )|(?<=\bđổi )|(?<=\bsung ))(?:bộ luật|luật|pháp lệnh)"
    r"(?= [^\W\d_])(?! (?:sư|gia|lệ|tục|chơi|pháp|học|định|này|khác|khoa|quốc tế|có liên quan|liên quan|số|và|của|về)\b)"
)
# Words of types, which have a capital in a name alone: "pháp luật", "Luật Đất đai".
_OF_TYPES = frozenset(word for name in types.NAMES for word in lower(name).split())
_OPENS_A_SENTENCE = re.compile(r"(?:^|[.:;?!“”\"\n*_–-]|\d\)|[^\W\d_]\)) *\Z")


def in_running_letters(words: str, text: str) -> str:
    """`words` in capitals, in the letters that the running text writes them with; unchanged where it does not."""
    if len(words) > _LONGEST or not words.isupper():
        return words
    # "HÀNG HẢI VIỆT NAM" is a heading; "ban hành Bộ luật hàng hải Việt Nam" has the letters of the name.
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    for match in pattern.finditer(text):
        if not match[0].isupper():
            found = fold_white_space(match[0])
            return found[0].upper() + found[1:]
    return words


def in_small_letters(words: str, text: str) -> str:
    """`words` in capitals in small letters, the first aside, and the names in them as `text` writes those.

    "VỀ MẶT TRẬN TỔ QUỐC VIỆT NAM" → "Về Mặt trận Tổ quốc Việt Nam", where the text has that name.
    """
    if len(words) > _LONGEST:
        return words
    lowered = lower(text)
    own = _CAPITALS.sub(lambda match: match[0].upper(), lower(words)).split()
    written: list[str] = []
    at = 0
    while at < len(own):
        for count in range(min(len(own) - at, _LONGEST_PHRASE), 0, -1):
            phrase = " ".join(own[at : at + count])
            bare = phrase.rstrip(",;:.")
            if bare and (found := _as_written(lower(bare), text, lowered)):
                written += (found + phrase[len(bare) :]).split(" ")
                at += count
                break
        else:
            written.append(own[at])
            at += 1
    title = _NAMED_LAW.sub(lambda match: match[0][:1].upper() + match[0][1:], " ".join(written))
    return title[:1].upper() + title[1:]


def _as_written(phrase: str, text: str, lowered: str) -> str:
    """`phrase` in the letters that `text` writes most of all inside its sentences; "" where it has it in capitals alone."""
    inside: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    at = lowered.find(phrase)
    while at >= 0 and inside.total() < _MOST_LOOKED_AT:
        end = at + len(phrase)
        found = text[at:end]
        if not (lowered[at - 1 : at].isalnum() or lowered[end : end + 1].isalnum() or found.isupper()):
            if _OF_A_LAW.search(lowered[max(0, at - 10) : at]):  # it has its capital as a name: "Luật Đất đai"
                found = found[0].lower() + found[1:]
            opens = _OPENS_A_SENTENCE.search(text[max(0, at - 4) : at])
            (opening if opens else inside)[found] += 1
        at = lowered.find(phrase, end)
    if inside and phrase not in _OF_TYPES:
        return inside.most_common(1)[0][0]
    if not opening or " " not in phrase:  # at the head of a sentence, every word has a capital
        return ""
    best = opening.most_common(1)[0][0]
    return best[0].lower() + best[1:]
