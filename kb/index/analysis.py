"""One analysis for what is indexed and what is asked: syllables, document numbers, expanded abbreviations.

Guarantees:
1. The same words give the same terms, whatever their case, tone style, Unicode form or typed Ð, in full or abbreviated.
2. A term keeps the span of the original text that it comes from; the syllables of an expanded abbreviation share its span.
3. A document number is one term, and its typed beginning ("26/2008") another.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kb.abbreviations import expansions
from kb.catalogue import number_key
from kb.index.compiled import BREAK
from kb.text import DOCUMENT_NUMBER, nfc, search_key, words


class Term(NamedTuple):
    """A term and the span of the text that it stands for. `alone`: it forms no pair with its neighbours."""

    form: str
    start: int
    end: int
    alone: bool = False


def analyze(text: str, abbreviations: Mapping[str, str], *, any_case: bool = False) -> list[Term]:
    """The terms of `text` (NFC) in order; `any_case` as in `expansions`."""
    terms: list[Term] = []
    taken: list[tuple[int, int]] = []
    for match in DOCUMENT_NUMBER.finditer(text):
        number = number_key(match[0])
        forms = [number, *(["/".join(number.split("/")[:2])] if number.count("/") > 1 else [])]
        terms += (Term(form, *match.span(), alone=True) for form in forms)
        taken.append(match.span())
    for found in expansions(text, abbreviations, any_case=any_case):
        terms.append(Term(search_key(text[found.start : found.end]), found.start, found.end, alone=True))
        long = search_key(nfc(found.long))
        terms += (Term(span.of(long), found.start, found.end) for span in words(long))
        taken.append((found.start, found.end))
    key = search_key(text)
    covered = bytearray(len(text))
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    terms += (Term(span.of(key), *span) for span in words(key) if not covered[span.start])
    terms.sort(key=lambda term: term.start)  # stable: the syllables of an expansion stay in order
    return terms


def neighbours(terms: list[Term]) -> list[str]:
    """The forms of `terms` in order, those that stand alone at the end, with a break around each."""
    chain = [term.form for term in terms if not term.alone]
    return chain + [form for term in terms if term.alone for form in (BREAK, term.form)]
