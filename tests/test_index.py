"""How an index is put together: collections of groups, and the wordings of several versions, each found on its own days."""

from collections.abc import Sequence
from dataclasses import fields as fields_of
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import structure
from kb.index import DatedTree, Index, Question, Unit, answer, headed_by, units, units_of_versions
from kb.index.collecting import ALWAYS, BREAK, Collection, Collector, Group, Row, collected
from kb.law.model import Entry, Paragraph, Tree
from tests.indexes import index_of

# ---- Collections -------------------------------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from(("thả", "diều", "dây", "giấy", "26/2008", BREAK)), max_size=5)
ROWS = st.lists(st.builds(Row, st.sampled_from(("", "art_1", "art_1__point_dd", "Ô")), WORDS, st.integers(1, 3)), max_size=3)
TITLES = st.sampled_from(([], ["luật", "thả", "diều"]))
HOLDING = st.sampled_from((ALWAYS, (date(2011, 1, 1).toordinal(), date(2015, 7, 1).toordinal())))


@st.composite
def _documents(draw: st.DrawFn) -> list[list[Group]]:
    """The groups of some documents, one of which may have none; neighbours often stand under the same titles."""
    groups = st.tuples(st.sampled_from(("art_1", "art_2", "preamble")), TITLES, ROWS, st.text("ABc d", max_size=4), HOLDING)
    drawn = draw(st.lists(st.lists(groups, max_size=3), max_size=4))
    return [[Group(f"d{number}", *one) for one in own] for number, own in enumerate(drawn)]


def _collector(groups: Sequence[Group]) -> Collector:
    collector = Collector()
    for group in groups:
        collector.add(group)
    return collector


def _as_lists(collection: Collection) -> dict[str, object]:
    values = {field.name: getattr(collection, field.name) for field in fields_of(collection)}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()}


@given(_documents())
def test_a_collection_gives_back_the_groups_that_were_put_in(documents: list[list[Group]]) -> None:
    groups = [group for own in documents for group in own]
    assert list(_collector(groups).collection().taken()) == groups


@given(_documents(), st.sets(st.integers(0, 4)))
def test_parts_taken_by_several_collectors_give_the_same_collection(documents: list[list[Group]], cuts: set[int]) -> None:
    groups = [group for own in documents for group in own]
    bounds = [0, *sorted(cuts), len(documents)]
    parts = [_collector([group for own in documents[begin:end] for group in own]).part() for begin, end in pairwise(bounds)]
    whole = _as_lists(_collector(groups).collection())
    assert _as_lists(collected(parts)) == whole
    # and so does a part that has taken others
    taking = Collector()
    for part in parts:
        taking.take(part)
    assert _as_lists(collected([taking.part()])) == whole


# ---- Versions ----------------------------------------------------------------------------------------------------------

LAW = Entry("951-2010-qh12", "Luật", "951/2010/QH12", None, None, "Thả diều")
ENACTED = """Điều 1. Phạm vi

Luật này quy định việc thả diều.

Điều 2. Nơi thả diều

1. Diều được thả ở bãi cỏ.

2. Diều có đèn được thả ban đêm.

Điều 3. Dây diều

Dây diều dài không quá một trăm mét."""
FROM_2015 = ENACTED.replace("ở bãi cỏ", "ở bãi cát").replace("Dây diều\n", "Dây và cán diều\n")
FROM_2021 = (
    FROM_2015.replace("ở bãi cát", "ở sân đình").replace("Dây và cán diều\n", "Dây diều\n")
    + "\n\nĐiều 4. Đuôi diều\n\nĐuôi diều làm bằng giấy."
)
SECOND, THIRD, ENDED = date(2015, 7, 1), date(2021, 1, 1), date(2025, 1, 1)


def _tree(text: str) -> Tree:
    return structure.parse([Paragraph(line) for line in text.split("\n\n")])


VERSIONS = (
    DatedTree(_tree(ENACTED), None, SECOND),
    DatedTree(_tree(FROM_2015), SECOND, THIRD),
    DatedTree(_tree(FROM_2021), THIRD, ENDED),
)


def _days(first: date | None, end: date | None) -> tuple[int, int]:
    return first.toordinal() if first else ALWAYS[0], end.toordinal() if end else ALWAYS[1]


def _said(unit: Unit) -> tuple[str, ...]:
    return unit.eid, unit.group, unit.heading, unit.context, unit.lead, unit.text


# The versions, and the wordings of each group that come of them, each with its days.
OF_VERSIONS = [
    # one text on any day: the units of it alone
    ([DatedTree(VERSIONS[0].tree)], {f"art_{n}": [(None, None)] for n in (1, 2, 3)}),
    (
        VERSIONS,
        {
            "art_1": [(None, ENDED)],  # the same in all: once
            "art_2": [(None, SECOND), (SECOND, THIRD), (THIRD, ENDED)],
            "art_3": [(None, SECOND), (SECOND, THIRD), (THIRD, ENDED)],  # as at first again: no neighbours
            "art_4": [(THIRD, ENDED)],
        },
    ),
    # the same words, and days on which there are none
    (
        [VERSIONS[0], DatedTree(VERSIONS[0].tree, THIRD, None)],
        {f"art_{n}": [(None, SECOND), (THIRD, None)] for n in (1, 2, 3)},
    ),
    # a version that drops an Điều, which comes back
    (
        [VERSIONS[2], DatedTree(VERSIONS[1].tree, ENDED, date(2026, 1, 1)), DatedTree(VERSIONS[2].tree, date(2026, 1, 1))],
        {
            "art_1": [(THIRD, None)],
            "art_2": [(THIRD, ENDED), (ENDED, date(2026, 1, 1)), (date(2026, 1, 1), None)],
            "art_3": [(THIRD, ENDED), (ENDED, date(2026, 1, 1)), (date(2026, 1, 1), None)],
            "art_4": [(THIRD, ENDED), (date(2026, 1, 1), None)],
        },
    ),
]


@pytest.mark.parametrize(("versions", "wanted"), OF_VERSIONS)
def test_a_group_that_reads_alike_in_neighbouring_versions_comes_once(
    versions: Sequence[DatedTree], wanted: dict[str, list[tuple[date | None, date | None]]]
) -> None:
    found: dict[str, dict[tuple[int, int], list[Unit]]] = {}
    for unit in units_of_versions(LAW, versions):
        found.setdefault(unit.group, {}).setdefault(unit.days, []).append(unit)
    assert {group: list(own) for group, own in found.items()} == {
        group: [_days(*days) for days in own] for group, own in wanted.items()
    }
    # On each day of a version the words are those of its text, and there is no other.
    for tree, first, end in versions:
        day = _days(first, end)[0]
        of_day = [unit for unit in units_of_versions(LAW, versions) if unit.days[0] <= day < unit.days[1]]
        assert sorted(map(_said, of_day)) == sorted(map(_said, units(LAW, tree)))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("index") / "made", units_of_versions(LAW, VERSIONS))


BEFORE = timedelta(days=1)
CLAUSES = ("bãi cỏ", "bãi cát", "sân đình")  # the words of khoản 1 Điều 2, wording by wording
HEADINGS = ("Dây diều", "Dây và cán diều", "Dây diều")  # of Điều 3
# The days at the borders of the versions: the day, the wording that holds (None: none), whether there is Điều 4.
DAYS = [
    (date(2011, 1, 1), 0, False),
    (SECOND - BEFORE, 0, False),
    (SECOND, 1, False),
    (THIRD - BEFORE, 1, False),
    (THIRD, 2, True),
    (ENDED - BEFORE, 2, True),
    (ENDED, None, False),
]


@pytest.mark.parametrize(("on", "wording", "has_fourth"), DAYS)
def test_a_question_finds_the_wording_of_its_day_and_no_other(
    index: Index, on: date, wording: int | None, has_fourth: bool
) -> None:
    for number, words in enumerate(CLAUSES):
        found = answer(index, Question(f"diều được thả ở {words}", on, phrases=((words,),)), 10)
        assert [hit.eid for hit in found.hits] == ["art_2__para_1"] * (number == wording), words
        assert found.total == (number == wording)
    # what all wordings have is found once; what is excluded is so on its own days alone
    found = answer(index, Question("đèn ban đêm", on), 10)
    assert [hit.eid for hit in found.hits] == ["art_2__para_2"] * (wording is not None)
    kept = answer(index, Question("đèn ban đêm", on, excluded=("bãi cát",)), 10)
    assert kept.total == (wording in (0, 2))
    everything = answer(index, Question("diều", on), 10)
    assert everything.total == len(everything.hits) == (0 if wording is None else 3 + has_fourth)
    # a provision that is asked about
    asked = ((LAW.id, "art_2__para_1"), (LAW.id, "art_4"))
    told = answer(index, Question("diều được thả đuôi diều làm bằng giấy", on, addresses=asked), 10).found
    assert told == {one for one, is_there in zip(asked, (wording is not None, has_fourth), strict=True) if is_there}


@pytest.mark.parametrize(("on", "wording", "has_fourth"), DAYS)
def test_headings_are_those_of_the_day(index: Index, on: date, wording: int | None, has_fourth: bool) -> None:
    found = headed_by(index, "dây", {}, 5, on)
    assert [(one.eid, one.heading) for one in found] == [("art_3", HEADINGS[n]) for n in range(3) if n == wording]
    assert [one.eid for one in headed_by(index, "đuôi d", {}, 5, on)] == ["art_4"] * has_fourth
