"""Vietnamese word segmentation (tách từ) with pyvi's model; the only user of pyvi.

Guarantees:
1. Words come in the order of the text; a word of several syllables is joined by "_": "thi_hành".
2. Tone style and capitals do not change the result: the text is segmented in its search form (`kb.text.search_key`).
"""

from kb.text import nfc, search_key

_LONGEST = 2000  # syllables in one call, whose time grows with their square; no paragraph of a law is longer


def compounds(text: str) -> tuple[str, ...]:
    """The words of `text` that have several syllables; a word of one syllable is a syllable, and indexed as such."""
    return tuple(word for word in words(text) if "_" in word)


def words(text: str) -> tuple[str, ...]:
    """The words of `text` (any length, any number of lines) in search form, punctuation left out."""
    from pyvi.ViTokenizer import ViTokenizer  # takes a second to import: only those who segment pay for it

    found: list[str] = []
    for line in search_key(nfc(text)).splitlines():  # one long call is several times slower than one a line
        syllables = line.split()
        for begin in range(0, len(syllables), _LONGEST):
            part = " ".join(syllables[begin : begin + _LONGEST])
            found += (word.strip("_.") for word in ViTokenizer.tokenize(part).split())
    return tuple(word for word in found if any(character.isalnum() for character in word))
