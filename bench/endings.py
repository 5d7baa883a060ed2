"""Endings that a build found, each with the sentence that says so, and where the statuses of documents come from.

    python -m bench.endings [--data DIR] [--write FILE]

`--write` gives a line for each to be judged: by (document, eId), what ends (document, eId), day, words of the clause.
"""

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

from kb.generation import Generation
from kb.law.model import Ending
from kb.published import Published


def listed(generation: Generation) -> list[Ending]:
    """Every ending of the catalogue, by the clause that says so."""
    found = [ending for entry in generation.catalogue.entries for ending in entry.endings]
    return sorted(found, key=lambda e: (e.clause, e.document, e.eid))


def words_of(generation: Generation, ending: Ending, on: date) -> str:
    """The words of the clause of an ending, in a line."""
    tree = generation.tree(ending.clause[0], on)
    way = tree.way_to(ending.clause[1]) if tree else ()
    return " ".join(way[-1].span.of(tree.text).split()) if tree and way else ""


def sources(generation: Generation, on: date) -> Counter[str]:
    """How many documents with text have which status, and what it follows from."""
    found: Counter[str] = Counter()
    for document in generation.with_text:
        entry, status = generation.entry(document), generation.status(document, on)
        facts = dict(entry.sources)
        own = (
            "chính văn bản"
            if "in_force" in entry.own_facts
            else "pháp điển hoặc danh mục"
            if "in_force" in facts
            else "không có"
        )
        found[f"{status.word}: {'điều khoản của văn bản khác' if status.ending else own}"] += 1
    return found


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("var"))
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    generation, on = Published(given.data).current(), date.today()
    found = listed(generation)
    print(f"{len(found)} chấm dứt, {len({e.document for e in found if not e.eid})} văn bản chấm dứt toàn bộ,", end=" ")
    print(f"{len({e.document for e in found if not e.eid} & generation.with_text)} có văn bản trong kho")
    for (relation, kind), count in Counter((e.relation, "một phần" if e.eid else "toàn bộ") for e in found).most_common():
        print(f"  {relation}, {kind}: {count}")
    for said, count in sources(generation, on).most_common():
        print(f"  {said}: {count}")
    if given.write:
        lines = ("\t".join([*e.clause, e.document, e.eid, str(e.day or ""), words_of(generation, e, on)]) for e in found)
        given.write.write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
