"""What counts as a difference between the answers of two revisions."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.same_results import Comparison, compare_files

HIT = {"eid": "art_1", "score": 1.5, "path": ["Chương I", "Điều 1"], "also": []}
# name, the hit in the new revision, the differences, the names that only the new revision has
COMPARED: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    ("equal", {**HIT}, [], []),
    # Objects have no order.
    ("another order of keys", dict(reversed(HIT.items())), [], []),
    ("an added key", HIT | {"tone": "good"}, [], ["hits.tone"]),
    ("a changed value", HIT | {"eid": "art_2"}, ['q › hits › 0 › eid: "art_1" → "art_2"'], []),
    ("a value of another type", HIT | {"score": True}, ["q › hits › 0 › score: 1.5 → true"], []),
    ("a missing key", {name: HIT[name] for name in HIT if name != "score"}, ["q › hits › 0 › score: 1.5 → nothing"], []),
    ("null for a value", HIT | {"score": None}, ["q › hits › 0 › score: 1.5 → null"], []),
    ("a shorter list", HIT | {"path": ["Chương I"]}, ["q › hits › 0 › path: 2 items → 1 items"], []),
    # Unlike a key, an item more is another result.
    ("a longer list", HIT | {"also": ["art_3"]}, ["q › hits › 0 › also: 0 items → 1 items"], []),
    (
        "another order of items",
        HIT | {"path": ["Điều 1", "Chương I"]},
        ['q › hits › 0 › path › 0: "Chương I" → "Điều 1"', 'q › hits › 0 › path › 1: "Điều 1" → "Chương I"'],
        [],
    ),
    ("an object for a list", HIT | {"also": {}}, ["q › hits › 0 › also: [] → {}"], []),
]


@pytest.mark.parametrize(("new", "differences", "added"), [row[1:] for row in COMPARED], ids=[row[0] for row in COMPARED])
def test_what_the_old_revision_gives_must_be_there_and_equal(
    new: dict[str, Any], differences: list[str], added: list[str]
) -> None:
    comparison = Comparison()
    comparison.compare({"hits": [HIT]}, {"hits": [new]}, "q")
    assert (comparison.printed, comparison.different.total()) == (differences, len(differences))
    assert list(comparison.added) == added


def test_one_is_not_one_point_zero() -> None:
    comparison = Comparison()
    comparison.compare([1, 1, 0], [1, 1.0, False], "q")
    assert (comparison.values, comparison.different.total()) == (3, 2)


def test_every_difference_is_counted_and_the_first_of_each_answer_are_told() -> None:
    comparison = Comparison()
    for query in map(str, range(10)):
        comparison.compare(list(range(50)), list(range(1, 51)), query)
    assert (comparison.different["9"], comparison.different.total(), len(comparison.different)) == (50, 500, 10)
    assert [one[0] for one in comparison.printed] == [*"00011122233344455566"]


def test_an_answer_that_one_file_alone_has_is_a_difference(tmp_path: Path) -> None:
    for name, answers in {"old": ["a", "b", "d"], "new": ["b", "c", "d"]}.items():
        lines = (json.dumps([key, {"same": 1}]) for key in answers)
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
    found = compare_files(tmp_path / "old", tmp_path / "new")
    assert (found.answers, found.printed) == (4, ['a: {"same": 1} → nothing', 'c: nothing → {"same": 1}'])
