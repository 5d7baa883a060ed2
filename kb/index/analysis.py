"""`Term`s of a text, by one analysis for texts and questions: syllables, numbers, dates, addresses, expanded abbreviations.

Guarantees:
1. The same words give the same terms, whatever their case, tone style, i or y, Unicode form or typed Ð, in full or
   abbreviated.
2. A term keeps the span of the original text that it comes from; the syllables of an expanded abbreviation share its span.
3. A document number is one term, and its typed beginning ("26/2008") another; so are a date however written, a number with
   points in it, and an address ("Điều 30", "khoản 2", "điểm đ"): "điều:30" is no syllable "điều".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kb.index.collecting import BREAK
from kb.language.abbreviations import long_form
from kb.language.text import DOCUMENT_NUMBER, fold, nfc, one_i_style, search_key, words
from kb.law.levels import LEVEL
from kb.law.naming import number_key


class Term(NamedTuple):
    """A term and the span of the text that it stands for. `alone`: it forms no pair with its neighbours."""

    form: str
    start: int
    end: int
    alone: bool = False


_LEVELS = {fold(LEVEL[code].word): LEVEL[code].word for code in ("article", "clause", "point")}
_LETTERED = (LEVEL["point"].word, fold(LEVEL["point"].word))  # a letter follows these, a number the others
_NUMBERED = tuple(form for folded, word in _LEVELS.items() if word not in _LETTERED for form in (word, folded))
# In search form. The longer is tried first; each begins where a word may begin.
_MORE_THAN_A_WORD = (
    rf"(?P<number>{DOCUMENT_NUMBER.pattern})"
    r"|(?P<date>(?<![\w/.-])\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)(?:19|20)\d\d(?![\w/]))"
    r"|(?P<written>\bngày +\d{1,2} +tháng +\d{1,2} +năm +(?:19|20)\d\d\b)"
    r"|(?P<grouped>(?<![\w.])\d{1,3}(?:\.\d{3})+(?![\w.]*\w))"
    rf"|(?P<address>\b(?:(?:{'|'.join(_NUMBERED)}) +\d+[a-zđ]?|(?:{'|'.join(_LETTERED)}) +[a-zđ]\d?)\b(?![/.-]\w))"
)
_MORE = re.compile(_MORE_THAN_A_WORD)
# A sign in the first word of each of these. With an alternative for each first character it is found several times as fast.
_SIGN_OF_MORE = re.compile(
    "|".join(rf"{digit}(?=[a-z]?[/.-]\w)" for digit in range(10))
    + "".join(rf"|{word}(?= +\d)" for word in ("ngày", *_NUMBERED))
    + "".join(rf"|{word}(?= +[a-zđ])" for word in _LETTERED)
)
_DIGITS, _WORD = re.compile(r"\d+"), re.compile(r"\w+")


def analyze(text: str, abbreviations: Mapping[str, str], *, any_case: bool = False) -> list[Term]:
    """The terms of `text` (NFC) in order; `any_case` (for questions) also reads "thads" as an abbreviation."""
    key = term_key(text)
    terms: list[Term] = []
    at = 0
    for match in more_than_words(key):
        terms += _words(text, key, at, match.start(), abbreviations, any_case=any_case)
        terms += terms_of(match)
        at = match.end()
    terms += _words(text, key, at, len(key), abbreviations, any_case=any_case)
    return terms


def _words(text: str, key: str, begin: int, end: int, abbreviations: Mapping[str, str], *, any_case: bool) -> Iterator[Term]:
    """The terms of a stretch of a text in which there are words alone, abbreviations expanded."""
    for match in _WORD.finditer(key, begin, end):
        start, stop = match.span()
        # Most words are known at once to be no abbreviation.
        may_be_short = any_case or text[start:stop] in abbreviations
        long = long_form(text, start, stop, abbreviations, any_case=any_case) if may_be_short else None
        yield Term(match[0], start, stop, long is not None)
        if long is not None:
            whole = term_key(nfc(long))
            yield from (Term(span.of(whole), start, stop) for span in words(whole))


def more_than_words(key: str) -> Iterator[re.Match[str]]:
    """The numbers, dates and addresses in the key of a text, in order, as matches; all else `analyze` reads as words."""
    end = 0
    for sign in _SIGN_OF_MORE.finditer(key):
        start = sign.start()
        while start > end and (key[start - 1].isalnum() or key[start - 1] == "_"):
            start -= 1
        if start >= end and (match := _MORE.match(key, start)):
            yield match
            end = match.end()


def terms_of(match: re.Match[str]) -> list[Term]:
    """The terms of one of `more_than_words`: "26/2008/qh12" → that and "26/2008"; "điều 30" → "điều:30"."""
    start, end = match.span()
    kind = match.lastgroup
    if kind == "number":
        number = number_key(match[0])
        beginning = [Term("/".join(number.split("/")[:2]), start, end, True)] if number.count("/") > 1 else []
        return [Term(number, start, end, True), *beginning]
    if kind == "grouped":
        return [Term(match[0].replace(".", ""), start, end)]
    if kind == "address":
        level, _, number = match[0].partition(" ")
        return [Term(f"{_LEVELS.get(level, level)}:{number.strip()}", start, end)]
    day, month, year = (int(part) for part in _DIGITS.findall(match[0]))
    written = words(match.string, start, end) if kind == "written" else ()
    return [Term(f"{day}/{month}/{year}", start, end, True), *(Term(span.of(match.string), *span) for span in written)]


def term_key(text: str) -> str:
    """`text` (NFC) in the form of its terms, character for character: offsets stay."""
    return one_i_style(search_key(text))


def is_as_typed(term: Term, text: str) -> bool:
    """Whether a term is a word of `text` as it stands: no number, address or syllable of an abbreviation's long form."""
    return term_key(text[term.start : term.end]) == term.form


def neighbours(terms: list[Term]) -> list[str]:
    """The forms of `terms` in order, those that stand alone at the end, with a break around each."""
    chain = [term.form for term in terms if not term.alone]
    return chain + [form for term in terms if term.alone for form in (BREAK, term.form)]


class OtherName(NamedTuple):
    """A name that something else is called by, both in syllables with spaces between: "ly dị", "ly hôn"."""

    name: str  # as people say
    called: str  # as laws say


def other_names(pairs: Iterable[tuple[str, str]], one_way: Iterable[tuple[str, str]] = ()) -> dict[str, OtherName]:
    """The other names of things, by the name as typed, with and without diacritics; none where one name has several.

    `pairs` hold both ways, `one_way` only from the first name to the second.
    """
    table: dict[str, set[OtherName]] = {}
    one_way = [*one_way, *(way for one, two in pairs for way in ((one, two), (two, one)))]
    for name, other in one_way:
        one, two = (" ".join(term.form for term in analyze(nfc(words), {})) for words in (name, other))
        for form in {one, fold(one)}:
            table.setdefault(form, set()).add(OtherName(one, two))
    return {name: others.pop() for name, others in table.items() if len(others) == 1 and " " in name}
