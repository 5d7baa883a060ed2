"""Unicode text in which one letter stands for another ("ñiều"), as fonts with a wrong table give it → the letters meant.

Guarantees:
1. A letter is replaced only where the document proves it: several different words, with letters that only Vietnamese in Unicode
   has, are syllables with one letter in its place, and with no other as often. Else it stays and is reported.
2. Only words that are no syllables are changed, and only to syllables, or to abbreviations in capitals ("QÑ" → "QĐ").
3. Each character becomes exactly one, at the same offset.
"""

import re
from collections.abc import Sequence

from kb.language.syllables import is_syllable

_SIGNS = "\u2212¬"  # signs that stand for ư and ơ amid words
_LETTERS = "ñöüøõäåæçëîïûþÿ"  # not of Vietnamese, but õ; Ð and ð are looked at apart
_VIETNAMESE = "õ"
_MEANT = "đăâêôơư"
_WORD = re.compile(rf"[^\W\d_{_SIGNS}]*(?:[{_SIGNS}][^\W\d_]+|[^\W\d_{_SIGNS}])+")
_SUSPICIOUS = re.compile(rf"[{_LETTERS}{_LETTERS.upper()}]|[^\W\d_][{_SIGNS}][^\W\d_]|ð")
# Letters that no 8-bit encoding of Vietnamese shows: with them in a word, the text is Unicode.
_UNICODE = re.compile("[\u0103\u0111\u0129\u0169\u01a1\u01b0\u1ea1-\u1ef9]")
_ETH_AMID_CAPITALS = re.compile(r"[A-ZĐ]ð|ð[A-ZĐ]")
_PROOFS = 2  # different words, for what stands in Vietnamese text for itself, too; one for a letter that never does
_FAITH = 3  # words that become syllables for each that does not


def letters_meant(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """The texts of a document with the letters meant, and in Vietnamese what was changed or left."""
    whole = "\n".join(texts)
    if not _SUSPICIOUS.search(whole):
        return list(texts), []
    looked_for = {*_LETTERS, *_SIGNS}
    tokens = [token for token in set(whole.split()) if not looked_for.isdisjoint(token.lower())]  # each is looked at once
    words = {word for token in tokens for word in map(str.lower, _WORD.findall(token)) if not looked_for.isdisjoint(word)}
    meant: dict[str, str] = {}
    said: dict[str, str] = {}
    for letter in 2 * (_LETTERS + _SIGNS):  # twice: one letter may hide another
        if letter in meant:
            continue
        others = {*_LETTERS, *_SIGNS} - {letter, _VIETNAMESE}
        proofs = {
            word
            for word in words
            if letter in word and _UNICODE.search(word) and others.isdisjoint(word) and not is_syllable(word)
        }
        least = _PROOFS if letter == _VIETNAMESE or letter in _SIGNS else 1
        if len(proofs) < least:
            continue
        if found := _meant(letter, proofs):
            said.pop(letter, None)
            meant[letter] = found
            words = {word.replace(letter, found) for word in words} if letter != _VIETNAMESE else words
        elif any(is_syllable(word.replace(letter, other)) for word in proofs for other in _MEANT):
            said[letter] = f"{_named(letter)} có thể thay cho một chữ khác nhưng không rõ chữ nào, được giữ nguyên"
    if _is_capital_eth(whole, meant):
        meant["ð"] = "Đ"
    if not meant:
        return list(texts), [*said.values()]
    changed = [_WORD.sub(lambda found: _read(found[0], meant), text) for text in texts]
    return changed, [*_counts(whole, "\n".join(changed), meant), *said.values()]


def _meant(letter: str, words: set[str]) -> str:
    """The letter that makes syllables of most of the words, and of more than any other does; "" where there is none."""
    good = {other: sum(is_syllable(word.replace(letter, other)) for word in words) for other in _MEANT}
    best, second, *_ = sorted(good, key=lambda other: -good[other])
    return best if good[best] >= _FAITH * (len(words) - good[best]) and good[best] > good[second] else ""


def _is_capital_eth(text: str, meant: dict[str, str]) -> bool:
    """Whether ð is the capital: fonts that show đ (U+0111) as ñ (U+00F1) show Đ (U+0110) as ð (U+00F0)."""
    if "ð" not in text or "Đ" in text or "Ð" in text:
        return False
    return meant.get("ñ") == "đ" or ("đ" in text and len(set(_ETH_AMID_CAPITALS.findall(text))) >= _PROOFS)


def _read(word: str, meant: dict[str, str]) -> str:
    if word.isascii() or is_syllable(word):
        return word
    foreign = {letter: other for letter, other in meant.items() if letter != _VIETNAMESE}
    for letters in (foreign, meant):
        read = word.translate({ord(letter): other for letter, other in letters.items()})
        read = read.translate(
            {ord(letter.upper()): other.upper() for letter, other in letters.items() if letter.isalpha() and letter != "ð"}
        )
        if word.upper() == word and not word.isalpha():
            read = read.upper()
        if read != word and (is_syllable(read) or read.isupper()):
            return read
    return word.replace("ð", meant["ð"]) if "ð" in meant else word


def _counts(old: str, new: str, meant: dict[str, str]) -> list[str]:
    """What was changed, and how many letters of the kind stay, since no syllable proves them."""
    found = []
    for letter, other in meant.items():
        forms = {letter, letter.upper()} if letter != "ð" else {letter}
        before, after = (sum(map(text.count, forms)) for text in (old, new))
        found.append(f"{_named(letter)} được viết lại thành {other} theo âm tiết: {before - after} chữ")
        if after and letter != _VIETNAMESE:
            found.append(f"{after} {_named(letter)} được giữ nguyên")
    return found


def _named(letter: str) -> str:
    return f"chữ {letter} (U+{ord(letter):04X})"
