"""Queries made of what the texts hold, for measuring time.

Guarantees:
1. The same texts give the same queries, in every run.
2. Every word comes from a clause, a heading or a name that is there; typing errors apart.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import kb
from bench.search.asking import Ask, Text
from bench.search.variants import mistyped
from kb.index import analyze
from kb.language.text import fold, lower
from kb.law.model import Entry
from kb.search.tables import SearchTables

_LAWS = ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh")


def queries(generation: kb.Generation, texts: Sequence[Text], each: int, logged: int) -> dict[str, list[Ask]]:
    """So many queries of `each` kind, and as many as are `logged` of all kinds as people mix them."""
    made = _Maker(generation, [text for text in texts if len(_syllables(text.body)) > 20])
    kinds: Mapping[str, Callable[[], Ask]] = {
        "any of 3 words": lambda: made.words("any"),
        "all of 3 words": lambda: made.words("all"),
        "phrase of 3 words": made.phrase,
        "prefix of 3 letters": made.prefix,
        "any of 3 words, of one type, with years": lambda: made.words("any", of_type=True),
        "address (điều … luật …)": made.address,
        "4 words, unaccented": lambda: made.unaccented(4, 4),
    }
    asks = {kind: [make() for _ in range(each)] for kind, make in kinds.items()}
    mixed: tuple[tuple[int, Callable[[], Ask]], ...] = (
        (40, lambda: made.run(2, 6)),
        (20, made.heading),
        (20, lambda: made.unaccented(2, 6)),
        (10, lambda: made.run(3, 6, mistyped)),
        (10, made.address),
    )
    makers = made.chance.choices([make for _, make in mixed], [weight for weight, _ in mixed], k=logged)
    asks[f"mixed log of {logged}"] = [make() for make in makers]
    return asks


class _Maker:
    def __init__(self, generation: kb.Generation, texts: Sequence[Text]) -> None:
        self.chance = random.Random("queries")
        self._texts, self._generation = texts, generation
        self._abbreviations = generation.derived(SearchTables).abbreviations
        self._entries = sorted((e for e in generation.catalogue.entries if e.id in generation.with_text), key=lambda e: e.id)

    def _text(self) -> Text:
        return self.chance.choice(self._texts)

    def _typed(self, typed: str, field: str = "words") -> Ask:
        """A query for any of the words; its terms are analysed as ours analyses a query."""
        terms = (term.form for term in analyze(typed, self._abbreviations, any_case=True))
        return Ask("any", typed, tuple(dict.fromkeys(terms)), field)

    def words(self, way: str, *, of_type: bool = False) -> Ask:
        """Three words of one clause, in any order."""
        text = self._text()
        terms = tuple(self.chance.sample(sorted(set(_syllables(text.body))), 3))
        return Ask(way, " ".join(terms), terms, type=text.type if of_type else "")  # type: ignore[arg-type]

    def _run(self, least: int, most: int) -> list[str]:
        """Neighbours of one clause."""
        length = self.chance.randint(least, most)
        while True:
            words = self._text().body.split()
            at = self.chance.randrange(len(words) - length)
            if all(word.isalpha() for word in words[at : at + length]):
                return words[at : at + length]

    def phrase(self) -> Ask:
        terms = tuple(self._run(3, 3))
        return Ask("phrase", " ".join(terms), terms)

    def prefix(self) -> Ask:
        word = self.chance.choice([word for word in _syllables(self._text().body) if len(word) > 3] or ["điều"])
        return Ask("prefix", word[:3], (word[:3],))

    def run(self, least: int, most: int, change: Callable[[str], str] = str) -> Ask:
        return self._typed(change(" ".join(self._run(least, most))))

    def unaccented(self, least: int, most: int) -> Ask:
        return self._typed(fold(" ".join(self._run(least, most))), "folded")

    def heading(self) -> Ask:
        return self._typed(self._text().heading or "phạm vi điều chỉnh")

    def address(self) -> Ask:
        """An Điều of a law by its name, of another document by its number."""
        while True:
            entry = self.chance.choice(self._entries)
            tree = self._generation.tree(entry.id, date.today())
            numbers = [p.number for p in tree.walk() if p.level == "article"] if tree else []
            named = _named(entry)
            if numbers and named:
                return self._typed(lower(f"điều {self.chance.choice(numbers)} {named}"))


def _named(entry: Entry) -> str:
    if entry.type in _LAWS:
        return f"{entry.type} {entry.title}"
    return f"{entry.type} {entry.number}" if entry.number else ""


def _syllables(text: str) -> list[str]:
    return [word for word in text.split() if word.isalpha()]
