"""A paragraph whose tokens have their encodings → Unicode, with counts of what was done.

Guarantees:
1. Characters between tokens, and tokens of no encoding, come back as they are.
2. Capitals are restored only where TCVN3 cannot write them: in fonts that draw capitals, and in syllables whose plain letters
   are capitals (at least two); in a line of such syllables every letter is a capital.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from kb.language.syllables import is_syllable
from kb.language.text import lower
from kb.readers.legacy.detection import Fonts, Token, draws_capitals
from kb.readers.legacy.tables import TCVN3, Encoding

_UNKNOWN = re.compile("[\xa1-\xff\uf080-\uf0ff]")
_NOT_LETTERS = frozenset("ªº×÷")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALS = re.compile(r"[A-Z].*[A-Z]")
_SMALL = re.compile(r"[a-z]")


@dataclass(slots=True)
class Counts:
    """The changes in a document: paragraphs converted and characters unknown, by title of encoding.

    `raised` counts the words that became capitals, `kept` those that are Vietnamese in no encoding and stay.
    """

    paragraphs: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    raised: int = 0
    kept: int = 0


def convert(text: str, fonts: Fonts, tokens: Sequence[Token], labels: Sequence[Encoding | None], counts: Counts) -> str:
    """`text` with each token read in the encoding of its label. Adds to `counts`."""
    drawn = fonts if any(draws_capitals(font) for _, font in fonts) else ()
    words = [_token(token, label, drawn, counts) for token, label in zip(tokens, labels, strict=True)]
    pairs = zip(tokens, labels, strict=True)
    counts.paragraphs.update({label.title for token, label in pairs if label and not token.text.isascii()})
    if TCVN3 in labels:
        words = _raised(words, labels, counts)
    done, end = [], 0
    for token, word in zip(tokens, words, strict=True):
        done += [text[end : token.span.start], word]
        end = token.span.end
    return "".join(done) + text[end:]


def _token(token: Token, encoding: Encoding | None, fonts: Fonts, counts: Counts) -> str:
    """The token in Unicode; `fonts` are () where none draws capitals."""
    if encoding is None or (encoding is TCVN3 and not fonts and token.text.isascii()):
        return token.text
    counts.unknown[encoding.title] += sum(_is_unknown(char, encoding) for char in _UNKNOWN.findall(token.text))
    if encoding is not TCVN3 or not fonts:
        return _read(token.text, encoding)
    parts = [(_read(part, encoding), draws_capitals(font)) for part, font in _parts(token, fonts)]
    drawn = "".join(part.upper() if capital else part for part, capital in parts)
    counts.raised += drawn != "".join(part for part, _ in parts)
    return drawn


def _is_unknown(char: str, encoding: Encoding) -> bool:
    return char not in encoding.knows and (char.isalpha() or char >= "\uf080") and char not in _NOT_LETTERS


def _parts(token: Token, fonts: Fonts) -> Iterator[tuple[str, str]]:
    """The parts of a token, each in one font."""
    bounds = [(0, ""), *fonts, (token.span.end, "")]
    for (begin, font), (end, _) in pairwise(bounds):
        begin, end = max(begin, token.span.start), min(end, token.span.end)
        if begin < end:
            yield token.text[begin - token.span.start : end - token.span.start], font


def _read(text: str, encoding: Encoding) -> str:
    read = encoding.to_unicode(text)
    for separator, letter in encoding.doubtful.items():
        if separator in read and not text.isascii():
            pattern = rf"(?P<head>[^\W\d_]*){re.escape(separator)}(?P<tail>[^\W\d_]+)"
            read = re.sub(pattern, partial(_joined, letter=letter), read)
    return read


def _joined(found: re.Match[str], letter: str) -> str:
    """The syllable that a separator between two pieces makes when it stands for `letter`; else the pieces as they are."""
    head, tail = found["head"], found["tail"]
    whole = head + letter + tail
    apart = (not head or is_syllable(head)) and is_syllable(tail)
    return found[0] if apart or whole.isupper() != letter.isupper() or not is_syllable(whole) else whole


def _raised(words: Sequence[str], labels: Sequence[Encoding | None], counts: Counts) -> list[str]:
    raised = [_raise(word) if label is TCVN3 else word for word, label in zip(words, labels, strict=True)]
    changed = sum(new != old for new, old in zip(raised, words, strict=True))
    if changed > 1 and not any(map(_SMALL.search, raised)):
        raised = [word.upper() if label is TCVN3 else word for word, label in zip(raised, labels, strict=True)]
    counts.raised += sum(new != old for new, old in zip(raised, words, strict=True))
    return raised


def _raise(token: str) -> str:
    return _WORD.sub(lambda found: found[0].upper() if _is_capital(found[0]) else found[0], token)


def _is_capital(word: str) -> bool:
    return bool(_CAPITALS.search(word)) and not _SMALL.search(word) and not word.isupper() and is_syllable(lower(word))
