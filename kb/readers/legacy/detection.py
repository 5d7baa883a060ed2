"""The words of a document → the legacy encoding of each: by the syllables they become, helped by their fonts.

Guarantees:
1. A word with a letter that no 8-bit character is (ề, ư) is Unicode and belongs to no encoding.
2. An encoding counts only where a document attests it: many different words, with many different characters, become syllables
   in it and hardly any do not; or a font names it and its words do not contradict.
3. Within a paragraph a word that both readings fit goes with the nearest word that only one fits.
4. A word that no reading makes a syllable is converted only where it cannot be a word of another language.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kb.language.syllables import is_compound, is_syllable
from kb.language.text import Span, repair_eth
from kb.readers.legacy.tables import ENCODINGS, MOJIBAKE, TCVN3, TWICE_MOJIBAKE, VISCII, VNI, VPS, Encoding

Fonts = tuple[tuple[int, str], ...]  # of one text: (offset, name of the font from there on), in order

_TOKEN = re.compile(r"[^ \t\r\n]+")
# Raised digits beside a digit ("7¹²") are what they are: no encoding has a letter there, though ¹ is ạ in TCVN3.
_EXPONENT = re.compile(r"(?<=[0-9])[⁰¹²³⁴-⁹]+(?:[,;][⁰¹²³⁴-⁹]+)*|(?:(?<!\w)¹|(?<![À-ÿ])[²³])[¹²³]{0,16}(?=[0-9])")
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[A-Za-z]")
_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_NEUTRAL = re.compile("[B-DG-HK-NP-TV-XĐĂÂÊÔƠƯ]+|đ")  # QĐ, HĐND; đ)
_ABBREVIATION = re.compile(r"(?<![^\W\d_])(?=[A-Z]*Đ)[A-ZĐ]{2,}(?![^\W\d_])")  # 12/2002/QĐ-BTC
_MIXED_CASE = re.compile("[a-zß-öø-ÿ][À-ÖØ-Þ]")  # in no language
_NATURAL = re.compile("[À-ÖØ-öø-ÿ]")  # letters of other languages too
_ALONE = frozenset("àáảạôồốổơờớởợừứủụúýỷỳỵ")  # vowels that are words
_SYMBOLS = frozenset("¡¢£¤¥¦¨©ª«¬¯°±²³´µ¶·¸¹º»¼½¾¿×÷•∙\u2212-\u2010\u2011\xa0\x02\ufffe") | frozenset(
    map(chr, range(0xF020, 0xF100))
)
# Characters that Unicode text of an office has no use for, so that a text without them needs no look.
_SUSPICIOUS = re.compile(
    "[\x02-\x06\x10-\x15\x19\x1c-\x1e\x80-\x9f\xa1-\xbfÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ"
    "\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020\u2021\u2030\u2039\u203a\u20ac\u2122\uf080-\uf0ff]"
)
_FONTS = (
    (re.compile(r"\.?VN(?!I)", re.IGNORECASE), TCVN3),
    (re.compile(r"VNI(?![a-z]{2})", re.IGNORECASE), VNI),
    (re.compile(r"VPS(?![a-z])", re.IGNORECASE), VPS),
    (re.compile(r"VISCII", re.IGNORECASE), VISCII),
)
_CAPITAL_FONT = re.compile(r"\.?VN.*(?:[a-z]H|(?:TIME|ARIAL)H)(?![A-Za-z])", re.IGNORECASE)

_MANY = 4  # different words, and different characters, that attest an encoding
_SHARE = 0.03  # of the words of the most used encoding, for a further one to be no accident
_MIXED = 0.02  # words that read as Unicode alone for each that reads in an encoding, in a document of that encoding alone
_FAITH = 3  # words that become syllables for each that does not


class Token(NamedTuple):
    """A run of characters between spaces; `named` is the encoding that its font names."""

    span: Span
    text: str
    named: Encoding | None


@dataclass(frozen=True, slots=True)
class Attested:
    """The encodings of a document, the most used first; `throughout` where hardly a word reads as Unicode alone.

    `doubtful` where words fit encodings, but not well enough for any.
    """

    encodings: tuple[Encoding, ...]
    throughout: bool
    doubtful: bool


class Readings:
    """The worth of each token of a document in each encoding (None: Unicode). Kept, since tokens and their words recur."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        worths = _Worths()
        self._known = {encoding and encoding.title: _Known(encoding, worths) for encoding in (None, *ENCODINGS)}

    def of(self, token: str, encoding: Encoding | None) -> int:
        """The accented syllables less the words that are none; 0 where the token tells nothing."""
        return self._known[encoding and encoding.title][token]

    def of_each(self, tokens: Sequence[str], encoding: Encoding | None) -> list[int]:
        """The worth of each of `tokens`, in order."""
        return list(map(self._known[encoding and encoding.title].__getitem__, tokens))


class _Known(dict[str, int]):
    """The worth of each token in one encoding."""

    def __init__(self, encoding: Encoding | None, worths: "_Worths") -> None:
        super().__init__()
        self._encoding, self._worths = encoding, worths

    def __missing__(self, token: str) -> int:
        if token.isascii() or (self._encoding and _UNICODE.search(token)):
            worth = 0
        else:
            text = self._encoding.to_unicode(token) if self._encoding else repair_eth(unicodedata.normalize("NFC", token))
            worth = self._worths[text]
        self[token] = worth
        return worth


class _Worths(dict[str, int]):
    """The worth of each text that tokens are read as, and of each of its words: several encodings read a token alike."""

    def __missing__(self, text: str) -> int:
        words = _WORD.findall(text)
        self[text] = worth = _worth_of_word(text) if words == [text] else sum(map(self.__getitem__, words))
        return worth


def is_suspicious(text: str) -> bool:
    """Whether `text` may hold words of a legacy encoding. Unicode text of an office hardly ever does."""
    return _SUSPICIOUS.search(text) is not None


@lru_cache(maxsize=1024)
def encoding_of_font(font: str) -> Encoding | None:
    """The encoding whose fonts are named like `font`."""
    return next((encoding for pattern, encoding in _FONTS if pattern.match(font)), None)


@lru_cache(maxsize=1024)
def draws_capitals(font: str) -> bool:
    """Whether `font` draws small letters as capitals: .VnTimeH, .VnArialH."""
    return _CAPITAL_FONT.match(font) is not None


def tokens(text: str, fonts: Fonts) -> Iterator[Token]:
    """The tokens of `text`, in order; raised digits beside a digit are in none."""
    changes = [(offset, encoding_of_font(font)) for offset, font in fonts]
    begin, current = 0, None
    has_exponents = _EXPONENT.search(text) is not None
    for found in _TOKEN.finditer(text):
        while begin < len(changes) and changes[begin][0] <= found.start():
            current = changes[begin][1]
            begin += 1
        encoding = current
        if encoding is None and begin < len(changes):
            inside = (encoding for offset, encoding in changes[begin : begin + 8] if offset < found.end())
            encoding = next(filter(None, inside), None)
        if has_exponents and _EXPONENT.search(found[0]):
            exponents = _EXPONENT.finditer(found[0])
            ends = [found.start(), *(found.start() + end for one in exponents for end in one.span()), found.end()]
            yield from (Token(Span(*span), text[slice(*span)], encoding) for span in zip(ends[::2], ends[1::2], strict=True))
        else:
            yield Token(Span(*found.span()), found[0], encoding)


def attested(paragraphs: Sequence[Sequence[Token]], readings: Readings) -> Attested:
    """The encodings that a document is written in; `paragraphs` are the tokens of those that may hold legacy text."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    doubtful = False
    for paragraph in paragraphs:
        best = _best(paragraph, ENCODINGS, readings)
        doubtful |= bool(best)
        if len(best) == 1:
            votes[best[0].title].update(token.text for token in paragraph if readings.of(token.text, best[0]) > 0)
    every = [token for paragraph in paragraphs for token in paragraph]
    named = Counter(token.named.title for token in every if token.named and not token.text.isascii())
    used = {encoding.title: named[encoding.title] + sum(votes[encoding.title].values()) for encoding in ENCODINGS}
    found: list[Encoding] = []
    for encoding in sorted(ENCODINGS, key=lambda encoding: -used[encoding.title]):
        own = {
            word
            for word in votes[encoding.title]
            if _LETTER.search(word) and all(readings.of(word, other) <= 0 for other in found)
        }
        enough = max(_MANY, _SHARE * len(votes[found[0].title]) if found else 0)
        if (len(own) >= enough and _is_varied(own, encoding)) or (
            named[encoding.title] and _fonts_tell_true(encoding, paragraphs, readings)
        ):
            found.append(encoding)
    alone = sum(_reads_alone(token.text, found, readings) for token in every)
    return Attested(tuple(found), bool(found) and alone <= _MIXED * sum(used.values()), doubtful and not found)


def labels(paragraph: Sequence[Token], document: Attested, readings: Readings) -> list[Encoding | None]:
    """The encoding of each token of one paragraph, None for Unicode."""
    main = _main(paragraph, document, readings)
    if main is None:
        return [None] * len(paragraph)
    certain = [_certain(token, main, document, readings) for token in paragraph]
    before, after = _nearest(certain), _nearest(certain[::-1])[::-1]
    found = []
    for token, (told, label), left, right in zip(paragraph, certain, before, after, strict=True):
        if not told:
            label = left[1] if left[0] else right[1] if right[0] else main
            label = label if label is not None and _may_be(token, label, readings) else None
        found.append(label)
    return found


def _main(paragraph: Sequence[Token], document: Attested, readings: Readings) -> Encoding | None:
    """The encoding of most of the paragraph."""
    best = _best(paragraph, document.encodings, readings, ties=document.throughout)
    named = next((token.named for token in paragraph if token.named in document.encodings), None)
    if best:
        return named if named in best else best[0]
    return named or (document.encodings[0] if document.throughout else None)


def _certain(token: Token, main: Encoding, document: Attested, readings: Readings) -> tuple[bool, Encoding | None]:
    """(True, the encoding) where only one reading makes syllables of `token`."""
    if token.text.isascii():
        return False, None
    if _UNICODE.search(token.text):
        return True, None
    if _is_symbol(token.text):
        label = token.named if token.named in document.encodings else main
        return (True, label) if token.named or label.to_unicode(token.text) in _ALONE else (True, None)
    as_it_is = readings.of(token.text, None)
    is_free = as_it_is <= 0 or document.throughout
    if is_free and readings.of(token.text, main) >= 0 and _ABBREVIATION.search(main.to_unicode(token.text)):
        return True, main
    for encoding in sorted(document.encodings, key=lambda encoding: encoding is not main):
        if readings.of(token.text, encoding) > 0 and (is_free or token.named is encoding):
            return True, encoding
    return (True, None) if as_it_is > 0 else (False, None)


def _may_be(token: Token, encoding: Encoding, readings: Readings) -> bool:
    """Whether a token that no reading makes a syllable may be converted: not a word of another language or a sign alone."""
    if token.text.isascii() or token.named is encoding:
        return True
    if readings.of(token.text, encoding) > readings.of(token.text, None) or readings.of(token.text, encoding) > 0:
        return True
    if encoding in (MOJIBAKE, TWICE_MOJIBAKE) or _MIXED_CASE.search(token.text):
        return True
    signs = {char for char in token.text if char in encoding.knows and not _NATURAL.match(char)}
    return bool(signs) and (_LETTER.search(token.text) is not None or not signs.isdisjoint("§®"))


def _is_symbol(token: str) -> bool:
    return len(token) == 1 and token in _SYMBOLS


def _nearest(certain: Iterable[tuple[bool, Encoding | None]]) -> list[tuple[bool, Encoding | None]]:
    found: list[tuple[bool, Encoding | None]] = []
    last: tuple[bool, Encoding | None] = (False, None)
    for item in certain:
        last = item if item[0] else last
        found.append(last)
    return found


def _best(paragraph: Sequence[Token], encodings: Sequence[Encoding], readings: Readings, ties: bool = False) -> list[Encoding]:
    """The encodings that make most syllables of the paragraph, where they make more than Unicode does (`ties`: as many)."""
    words = [token.text for token in paragraph if not token.text.isascii()]
    least = sum(readings.of_each(words, None)) + (not ties)
    worths: dict[str, int] = {}
    for encoding in encodings:
        each = readings.of_each(words, encoding)
        good, bad = sum(worth for worth in each if worth > 0), -sum(worth for worth in each if worth < 0)
        if good and good - bad >= least and good >= _FAITH * bad:
            worths[encoding.title] = good - bad
    most = max(worths.values(), default=0)
    return [encoding for encoding in encodings if worths.get(encoding.title) == most]


def _reads_alone(token: str, encodings: Sequence[Encoding], readings: Readings) -> bool:
    """Whether a token is Vietnamese in Unicode and in none of `encodings`."""
    return readings.of(token, None) > 0 and all(readings.of(token, encoding) <= 0 for encoding in encodings)


def _is_varied(words: Iterable[str], encoding: Encoding) -> bool:
    return len({char for word in words for char in word if char in encoding.knows and not char.isascii()}) >= _MANY


def _fonts_tell_true(encoding: Encoding, paragraphs: Sequence[Sequence[Token]], readings: Readings) -> bool:
    """Whether the words set in fonts of `encoding` read at least as well in it as they stand."""
    words = [token.text for paragraph in paragraphs for token in paragraph if token.named is encoding]
    return sum(readings.of(word, encoding) for word in words) >= sum(readings.of(word, None) for word in words)


def _worth_of_word(word: str) -> int:
    if word.isascii():
        return 0
    if is_syllable(word) and (word.islower() or word[0].isupper() or word.isupper()):
        return 1
    return 0 if _NEUTRAL.fullmatch(word) or is_compound(word) else -1
