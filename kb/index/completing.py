"""Completions: a text that somebody is typing with its last word completed, from the syllables of `Dictionary`.

Guarantees:
1. A completion is the text as typed, but for its last word and the diacritics of what is typed without them.
"""

from collections.abc import Mapping

from kb.index.analysis import analyze, is_as_typed
from kb.index.asking import syllables
from kb.index.dictionary import Dictionary
from kb.index.terms import Count
from kb.language.text import fold, has_diacritics, in_case_of, lower


def completions(dictionary: Dictionary, count: Count, typed: str, abbreviations: Mapping[str, str], limit: int) -> list[str]:
    """The likeliest texts of which `typed` (NFC) is the beginning, likeliest first; none where its last word is complete."""
    terms = [term for term in analyze(typed, abbreviations, any_case=True) if not term.alone]
    if not terms or terms[-1].end < len(typed) or not is_as_typed(terms[-1], typed):
        return []
    chain = syllables(dictionary, count, terms, typed, is_typing=True)
    last = terms[-1]
    head = typed[: last.start]
    for term, options in reversed(list(zip(terms[:-1], chain, strict=False))):
        is_bare = is_as_typed(term, typed) and not has_diacritics(term.form) and not typed.startswith("*", term.end)
        if options and is_bare:
            read = in_case_of(typed[term.start : term.end], dictionary.names[options[0]])
            head = head[: term.start] + read + head[term.end :]
    found = (head + in_case_of(typed[last.start :], dictionary.names[number]) for number in chain[-1])
    return [completed for completed in found if fold(lower(completed)) != fold(lower(typed))][:limit]
