"""Typing errors made in the questions of the development half: how many are corrected, and what is suggested for right ones.

The model of pairs is that of the index: the 17 laws of the questions, or with --index any (`…/generations/1/index`).
Each question gets one error of each kind, at a random word of three letters or more; letters are drawn evenly.

Run: `python -m bench.mistyped [--index FOLDER] [--show]`.
"""

import argparse
import random
import statistics
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from bench.search.corpus import laws_built
from bench.search.questions import questions
from kb.generation import GENERATIONS, INDEX
from kb.index import Address, Index, Question, analyze, answer, open_index
from kb.index.analysis import is_as_typed
from kb.index.restoring import readings
from kb.index.spelling import Meant, TypedSyllable, corrections
from kb.language.abbreviations import COMMON
from kb.language.text import fold, search_key
from kb.law import eid

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TONES = dict(zip("\u0300\u0301\u0303\u0309\u0323", "fsxrj", strict=True))
_SOUNDS = {"tr": "ch", "ch": "tr", "gi": "d", "s": "x", "x": "s", "d": "gi", "l": "n", "n": "l"}
Mistake = Callable[[str, random.Random], str]


def _inserted(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) + 1)
    return word[:at] + chance.choice(_LETTERS) + word[at:]


def _deleted(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _substituted(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + chance.choice(_LETTERS) + word[at + 1 :]


def _transposed(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _late_tone(word: str, _chance: random.Random) -> str:
    """The key of the tone left at the end: "thơif"."""
    signs = unicodedata.normalize("NFD", word)
    keys = "".join(_TONES[sign] for sign in signs if sign in _TONES)
    return unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in _TONES)) + keys


def _raw_keys(word: str, _chance: random.Random) -> str:
    """All keys of Telex as they were pressed: "thowif"."""
    keys, tone, vowel = [], "", ""
    for sign in unicodedata.normalize("NFD", word.replace("đ", "dd")):
        tone = _TONES.get(sign, tone)
        keys.append({"\u0302": vowel, "\u031b": "w", "\u0306": "w"}.get(sign, "" if sign in _TONES else sign))
        vowel = sign if sign in "aeo" else vowel
    return "".join(keys) + tone


def _other_tone(word: str, chance: random.Random) -> str:
    signs = unicodedata.normalize("NFD", word)
    own = [sign for sign in signs if sign in _TONES]
    bare = "".join(sign for sign in signs if sign not in _TONES)
    vowels = [at for at, sign in enumerate(bare) if sign in "aeiouy"]
    if not vowels:
        return word
    at = vowels[len(vowels) // 2] + 1
    while at < len(bare) and unicodedata.combining(bare[at]):
        at += 1
    tone = chance.choice([sign for sign in ("", *_TONES) if sign not in own])
    return search_key(unicodedata.normalize("NFC", bare[:at] + tone + bare[at:]))


def _other_sound(word: str, _chance: random.Random) -> str:
    return next((other + word[len(one) :] for one, other in _SOUNDS.items() if word.startswith(one)), word)


MISTAKES: Mapping[str, Mistake] = {
    "a letter more": _inserted,
    "a letter less": _deleted,
    "another letter": _substituted,
    "two in the other order": _transposed,
    "a sound otherwise": _other_sound,
    "the tone's key at the end": _late_tone,
    "all keys of Telex": _raw_keys,
    "another tone": _other_tone,
}
_OUTCOMES = ("right", "suggested", "wrong", "none")
_OF_ACCENTED = ("the tone's key at the end", "all keys of Telex", "another tone")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="folder of an index; default: the laws of the questions")
    parser.add_argument("--show", action="store_true", help="name what is changed in questions as they are")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        places, _ = laws_built(data)
        index = open_index(options.index or data / GENERATIONS / "1" / INDEX)
        asked = [question.text for question in questions("dev", places)]
        print(f"{len(asked)} questions of the dev half, {len(index.dictionary.names)} words, {index.dictionary.groups} groups")
        for bare in (False, True):
            texts = [fold(text) if bare else text for text in asked]
            print("\nwithout diacritics" if bare else "\nas they are")
            _right(index, texts, bare=bare, show=options.show)
            _mistyped(index, texts, bare=bare)
            _unfinished(index, texts)
    return 0


def _chain(text: str) -> list[TypedSyllable]:
    terms = (term for term in analyze(text, COMMON, any_case=True) if not term.alone)
    return [TypedSyllable(term.form, not is_as_typed(term, text)) for term in terms]


def _meant(index: Index, chain: Sequence[TypedSyllable], *, bare: bool) -> dict[int, Meant]:
    return corrections(index.dictionary, index.engine.count, chain, bare=bare)


def _right(index: Index, texts: Sequence[str], *, bare: bool, show: bool) -> None:
    changed, seconds = 0, []
    for text in texts:
        chain = _chain(text)
        begin = time.thread_time()
        meant = _meant(index, chain, bare=bare)
        seconds.append(time.thread_time() - begin)
        changed += bool(meant)
        for place, written in meant.items() if show else ():
            print(
                "   ",
                " ".join(typed.form for typed in chain[max(0, place - 3) : place + 4]),
                "|",
                chain[place].form,
                written.written,
            )
    print(f"  right: {changed} of {len(texts)} changed; {_times(seconds)}")
    short = [_chain(" ".join(text.split()[:6])) for text in texts]
    print(f"  their first six words: {_times([_timed(index, chain, bare=bare) for chain in short])}")


def _timed(index: Index, chain: Sequence[TypedSyllable], *, bare: bool) -> float:
    begin = time.thread_time()
    _meant(index, chain, bare=bare)
    return time.thread_time() - begin


def _times(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"{1000 * statistics.median(ordered):.2f} ms, at most {1000 * ordered[len(ordered) * 95 // 100]:.2f} for 95 %"


def _mistyped(index: Index, texts: Sequence[str], *, bare: bool) -> None:
    outcomes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    seconds = []
    for kind, chain, place, word in _variants(index, texts, bare=bare):
        begin = time.thread_time()
        meant = _meant(index, chain, bare=bare)
        seconds.append(time.thread_time() - begin)
        written, is_sure = meant.get(place, ("", False))
        outcome = ("right" if is_sure else "suggested") if written == word else "wrong" if is_sure else "none"
        is_known = bool(readings(index.dictionary, chain[place].form))
        for name in (kind, "all"):
            outcomes[name, "known" if is_known else "in no text"][outcome] += 1
    for (name, state), counts in sorted(outcomes.items(), key=lambda told: (told[0][1], told[0][0])):
        shares = ", ".join(
            f"{counts[outcome] / counts.total():.3f} {outcome}" for outcome in ("right", "suggested", "wrong", "none")
        )
        print(f"  {state:<11}{name:<26}{counts.total():>5}: {shares}")
    print(f"  one error: {_times(seconds)}")


def _variants(index: Index, texts: Sequence[str], *, bare: bool) -> Iterator[tuple[str, list[TypedSyllable], int, str]]:
    """Each question with one error of each kind: its chain, the place of the error, and the word meant."""
    chance = random.Random(1)
    for text in texts:
        chain = _chain(text)
        places = [
            at
            for at, (form, kept) in enumerate(chain)
            if not kept and form.isalpha() and len(form) > 2 and readings(index.dictionary, form)
        ]
        for kind, mistake in MISTAKES.items():
            for _ in range(20 if places and not (bare and kind in _OF_ACCENTED) else 0):
                place = chance.choice(places)
                word = chain[place].form
                if (wrong := mistake(word, chance)) != word:
                    yield kind, [*chain[:place], TypedSyllable(wrong), *chain[place + 1 :]], place, word
                    break


def _unfinished(index: Index, texts: Sequence[str]) -> None:
    """How often the first article found is that of the whole words, while the last of four to eight is typed in part."""
    chance = random.Random(2)
    same: Counter[str] = Counter()
    for text in texts:
        words = text.split()[: chance.randint(4, 8)]
        if len(words[-1]) < 3 or not words[-1].isalpha():
            continue
        part = " ".join((*words[:-1], words[-1][: (len(words[-1]) + 1) // 2]))
        whole = _first(index, " ".join(words), is_typing=False)
        same["all"] += 1
        same["completed"] += _first(index, part, is_typing=True) == whole
        same["as typed"] += _first(index, part, is_typing=False) == whole
    shares = ", ".join(f"{same[name] / same['all']:.3f} {name}" for name in ("completed", "as typed"))
    print(f"  the last word in part, {same['all']}: the same first article: {shares}")


def _first(index: Index, text: str, *, is_typing: bool) -> Address | None:
    """The document and the Điều of the first hit."""
    found = answer(index, Question(text, date.today(), abbreviations=COMMON, is_typing=is_typing), 1).hits
    return (found[0].document, _article(found[0].eid)) if found else None


def _article(provision: str) -> str:
    while (above := eid.parent(provision)) and eid.split(provision)[-1][0] != "article":
        provision = above
    return provision


if __name__ == "__main__":
    raise SystemExit(main())
