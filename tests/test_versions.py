"""A small law with three versions: its text, references, wordings and changes on the days between and at the borders."""

import inspect
import json
import pkgutil
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kb import build as builder
from kb import views
from kb.build.cache import CachedText
from kb.build.publishing import seal
from kb.build.sources import Text, version
from kb.catalogue import Catalogue
from kb.commands import main
from kb.generation import INDEX, STORE, Generation
from kb.index import DatedTree, FilterField, groups_like, groups_on, headed_by, indexed, units, units_of_versions, write_index
from kb.index.collecting import ALWAYS
from kb.index.engines.matching import holding
from kb.index.fields import columns_on
from kb.law.model import Citing, Entry, Paragraph, Reference, Relation, Tree, Wording
from kb.law.relations import CitationRelation, DocumentRelation
from kb.law.resolutions import Resolution
from kb.law.statuses import StatusWord
from kb.materials.checking import check
from kb.materials.material import cite_text
from kb.materials.uncited import suggested_citations
from kb.published import Published
from kb.search import addressed, correcting, facets, query, search, suggesting
from kb.search.names_now import names_now
from kb.search.similar import matter
from kb.search.syntax import filters
from kb.search.tables import SearchTables
from kb.store import CODIFICATION, Cited, ShardWriter, Store, Version, Writer
from kb.store.wordings import VersionRow, assembled, wording_on
from kb.versions import changes_of
from tests.conftest import ROOT

LAW, FIRST, SECOND, LOST = "951-2010-qh12", "952-2015-qh13", "953-2020-qh14", "956-2018-qh14"
CIRCULAR, DECREE = "954-2012-tt-xyz", "955-2013-nd-cp"

_FACTS = f"""
[[document]]
id = "{LAW}"
type = "Luật"
number = "951/2010/QH12"
issued = 2010-05-05
in_force = 2011-01-01
expired = 2025-01-01
title = "Thả diều"
replaced_by = ["{SECOND}"]
source = "bản mô phỏng"

[[document]]
id = "{FIRST}"
type = "Luật"
number = "952/2015/QH13"
issued = 2015-05-05
in_force = 2015-07-01
title = "Sửa đổi, bổ sung một số điều của Luật Thả diều"
amends = ["{LAW}"]
source = "bản mô phỏng"

[[document]]
id = "{SECOND}"
type = "Luật"
number = "953/2020/QH14"
issued = 2020-05-05
in_force = 2021-01-01
title = "Sửa đổi, bổ sung một số điều của Luật Thả diều"
amends = ["{LAW}"]
source = "bản mô phỏng"

[[document]]
id = "{LOST}"
type = "Luật"
number = "956/2018/QH14"
issued = 2018-05-05
in_force = 2018-07-01
title = "Sửa đổi, bổ sung Luật Thả diều"
amends = ["{LAW}"]
source = "bản mô phỏng"
"""

_ENACTED = """Luật số: 951/2010/QH12

LUẬT

THẢ DIỀU

Điều 1. Phạm vi

Luật này quy định việc thả diều.

Điều 2. Nơi thả diều

1. Diều được thả ở bãi cỏ.

2. Diều không được thả gần đường dây điện.

Điều 3. Dây diều

1. Dây diều dài không quá một trăm mét.

2. Dây diều được kiểm tra theo khoản 1 Điều 2 của Luật này.
"""
_FROM_2015 = _ENACTED.replace("ở bãi cỏ.", "ở bãi cỏ và bãi cát theo Điều 1 Thông tư số 954/2012/TT-XYZ.")
_FROM_2021 = _FROM_2015.partition("Điều 3.")[0] + (
    "Điều 3. Dây diều\n\nDây diều dài không quá hai trăm mét.\n\n"
    "Điều 3a. Đuôi diều\n\nĐuôi diều làm bằng giấy theo Điều 2 của Luật này.\n"
)
_OTHERS = {
    "952.md": """Luật số: 952/2015/QH13

LUẬT

SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT THẢ DIỀU

Điều 1. Sửa đổi, bổ sung khoản 1 Điều 2 của Luật Thả diều số 951/2010/QH12 như sau:

“1. Diều được thả ở bãi cỏ và bãi cát theo Điều 1 Thông tư số 954/2012/TT-XYZ.”.

Điều 2. Bãi bỏ khoản 2 Điều 2 của Luật Thả diều số 951/2010/QH12.
""",
    "953.md": """Luật số: 953/2020/QH14

LUẬT

SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT THẢ DIỀU

Điều 1. Sửa đổi, bổ sung một số điều của Luật Thả diều số 951/2010/QH12

1. Sửa đổi, bổ sung Điều 3 như sau:

“Điều 3. Dây diều

Dây diều dài không quá hai trăm mét.”.

2. Bổ sung Điều 3a vào sau Điều 3 như sau:

“Điều 3a. Đuôi diều

Đuôi diều làm bằng giấy theo Điều 2 của Luật này.”.
""",
    "954.md": "Số: 954/2012/TT-XYZ\n\nTHÔNG TƯ\n\nĐiều 1. Bãi thả diều theo khoản 1 Điều 2 Luật Thả diều số 951/2010/QH12.\n",
    "955.md": "Số: 955/2013/NĐ-CP\n\nNGHỊ ĐỊNH\n\nĐiều 1. Cánh diều\n\nCánh diều làm bằng giấy.\n",
}

# The first days of the versions of the law, what made each, and its text.
VERSIONS = (
    (date(2011, 1, 1), None, _ENACTED),
    (date(2015, 7, 1), FIRST, _FROM_2015),
    (date(2021, 1, 1), SECOND, _FROM_2021),
)
OLD, NEW, ENDED = date(2011, 1, 1), date(2021, 1, 1), date(2025, 1, 1)
BY_FIRST, BY_SECOND, INSERTED = (FIRST, "art_1"), (SECOND, "art_1__para_1"), (SECOND, "art_1__para_2")
_WORDINGS = (
    ("art_2__para_1", Wording(date(2015, 7, 1), None, BY_FIRST, "Sửa đổi, bổ sung khoản 1 Điều 2")),
    ("art_3", Wording(NEW, None, BY_SECOND, "Sửa đổi, bổ sung Điều 3")),
    ("art_3a", Wording(NEW, None, INSERTED)),
)


def _built(folder: Path, law: str) -> Generation:
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for name, text in {"catalogue.toml": _FACTS, "951.md": law, **_OTHERS}.items():
        (corpus / name).write_text(text, "utf-8")
    builder.build([corpus], folder / "data")
    return Published(folder / "data").current()


def _cited(citing: Citing) -> Cited:
    to = citing.reference
    return Cited(citing.eid, citing.label, citing.url, json.dumps(to.printed()), to.document, (to.eid or "",))


def _add(writer: Writer, folder: Path, one: Version, tree: Tree, citings: tuple[Citing, ...]) -> None:
    path = folder / f"{one.document} {one.valid_from}"
    shard = ShardWriter(path)
    shard.add([Paragraph(line) for line in tree.text.split("\n")], tree, (), (), ())
    shard.close(b"")
    writer.add_texts(path, [one])
    writer.add_references(one.document, one.valid_from, [_cited(citing) for citing in citings])


def _write_index(folder: Path, built: list[Generation]) -> None:
    trees = [generation.tree(LAW, OLD) for generation in built]
    ends = (date(2015, 7, 1), NEW, None)
    dated = [DatedTree(tree, first, end) for tree, (first, *_), end in zip(trees, VERSIONS, ends, strict=True) if tree]
    others = ((built[0].entry(one), built[0].tree(one, OLD)) for one in (FIRST, SECOND, CIRCULAR, DECREE))
    of_others = [unit for entry, tree in others if tree for unit in units(entry, tree)]
    parts = [indexed((unit, {}) for unit in own) for own in (units_of_versions(built[0].entry(LAW), dated), of_others)]
    write_index(folder, parts, {fields.id: fields for fields in built[0].index.documents}, {})


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose store and index have the law in its three versions; the store has two of a decree."""
    folder = tmp_path_factory.mktemp("versions")
    built = [_built(folder / str(number), text) for number, (_, _, text) in enumerate(VERSIONS)]
    path = folder / "store"
    writer = Writer(path)
    # In an order that is not that of their days.
    for number in (2, 0, 1):
        generation, (first, made_by, _) = built[number], VERSIONS[number]
        tree = generation.tree(LAW, OLD)
        assert tree
        one = Version(1, LAW, LAW, first, made_by, ENDED if number == 2 else None)
        _add(writer, folder, one, tree, generation.references(LAW, OLD))
    for document in (FIRST, SECOND, CIRCULAR):
        tree = built[0].tree(document, OLD)
        assert tree
        first = built[0].entry(document).in_force
        _add(writer, folder, Version(1, document, document, first, None), tree, built[0].references(document, OLD))
    tree = built[0].tree(DECREE, OLD)
    assert tree
    _add(writer, folder, Version(1, DECREE, DECREE, None, CODIFICATION), tree, ())
    _add(writer, folder, Version(1, DECREE, DECREE, date(2016, 1, 1), None, is_recognized=True), tree, ())
    writer.add_wordings(LAW, _WORDINGS)
    writer.add_entries(built[0].store.entries())
    counts = writer.finish()
    writer.close()
    (store,) = (folder / "0" / "data").glob(f"generations/*/{STORE}")
    store.unlink()
    path.rename(store)
    assert Store(store).counts() == counts
    shutil.rmtree(store.parent / INDEX)
    _write_index(store.parent / INDEX, built)
    seal(store.parent)
    return folder / "0" / "data"


@pytest.fixture(scope="module")
def versions(data: Path) -> Generation:
    """The generation in `data`."""
    return Published(data).current()


# ---- The law on the days ---------------------------------------------------------------------------------------------

V1 = ["art_1", "art_2", "art_2__para_1", "art_2__para_2", "art_3", "art_3__para_1", "art_3__para_2"]
V3 = [*V1[:5], "art_3a"]
GRASS, SAND = "1. Diều được thả ở bãi cỏ.", "1. Diều được thả ở bãi cỏ và bãi cát theo Điều 1 Thông tư số 954/2012/TT-XYZ."
REPEALED = ("art_2__para_2", "bị bãi bỏ", False)
# What is changed on the day and not in the text of it: (eId, what happens to it, whether that is still to come).
PENDING = [("art_2__para_1", "bị sửa đổi, bổ sung", True), ("art_2__para_2", "bị bãi bỏ", True)]
UNTIL_2021 = [
    ("", "bị sửa đổi, bổ sung", True),
    REPEALED,
    ("art_3", "bị sửa đổi, bổ sung", True),
    ("art_3a", "bị sửa đổi, bổ sung", True),
]

# The day; the eIds of the Điều and their parts; khoản 1 Điều 2; where the law cites from; whether the circular is cited by
# it; its status; its changes.
DAYS = [
    # before the first day: the first version
    (date(2010, 6, 1), V1, GRASS, ["art_3__para_2"], False, StatusWord.NOT_YET, []),
    (OLD, V1, GRASS, ["art_3__para_2"], False, StatusWord.IN_FORCE, []),
    # the day before the first amendment is issued, and that on which it is
    (date(2015, 5, 4), V1, GRASS, ["art_3__para_2"], False, StatusWord.IN_FORCE, []),
    (date(2015, 5, 5), V1, GRASS, ["art_3__para_2"], False, StatusWord.IN_FORCE, PENDING),
    # the day before the second version, and its first
    (date(2015, 6, 30), V1, GRASS, ["art_3__para_2"], False, StatusWord.IN_FORCE, PENDING),
    (date(2015, 7, 1), V1, SAND, ["art_2__para_1", "art_3__para_2"], True, StatusWord.PARTLY_EXPIRED, [REPEALED]),
    # the day before the third version, and its first
    (date(2020, 12, 31), V1, SAND, ["art_2__para_1", "art_3__para_2"], True, StatusWord.PARTLY_EXPIRED, UNTIL_2021),
    (NEW, V3, SAND, ["art_2__para_1", "art_3a"], True, StatusWord.PARTLY_EXPIRED, [REPEALED]),
    # after it ended: as it last was
    (date(2025, 2, 1), V3, SAND, ["art_2__para_1", "art_3a"], True, StatusWord.EXPIRED, [REPEALED]),
]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: str(day[0]))
def test_a_law_is_shown_as_it_is_on_the_day(versions: Generation, day: tuple[Any, ...]) -> None:
    on, eids, clause, citing, cites_circular, word, changed = day
    tree = versions.tree(LAW, on)
    assert tree
    assert [p.eid for p in tree.walk() if p.eid.startswith("art_")] == eids
    assert tree.way_to("art_2__para_1")[-1].span.of(tree.text) == clause
    passage = versions.store.passage(LAW, "art_2__para_1", on)
    assert passage
    assert passage.text == clause
    assert [c.eid for c in versions.references(LAW, on) if c.reference.kind == "provision"] == citing
    assert [c.document for c in versions.cited_by(CIRCULAR, "art_1", on) if c.document == LAW] == [LAW] * cites_circular
    assert versions.status(LAW, on).word == word
    changes = versions.changes(LAW, on)
    found = [
        (c.eid, c.relation.undergone.removesuffix(" bởi"), c.by[-1].is_pending) for eid in ("", *eids) for c in changes.of(eid)
    ]
    assert sorted(found) == changed


# The eId, and its wordings: first day, last day, what made it.
HISTORIES = [
    ("art_1", [(OLD, ENDED, None)]),  # never amended
    ("art_2__para_1", [(OLD, date(2015, 7, 1), None), (date(2015, 7, 1), ENDED, BY_FIRST)]),
    ("art_2__para_2", [(OLD, ENDED, None)]),  # beside one that is
    ("art_2", [(OLD, ENDED, None)]),  # around it
    ("art_3", [(OLD, NEW, None), (NEW, ENDED, BY_SECOND)]),
    ("art_3__para_1", [(OLD, NEW, None)]),  # gone with the Điều as it was
    ("art_3a", [(NEW, ENDED, INSERTED)]),
    ("art_9", []),
]


@pytest.mark.parametrize(("eid", "history"), HISTORIES)
def test_each_provision_has_its_own_wordings(
    versions: Generation, eid: str, history: list[tuple[date, date, tuple[str, str] | None]]
) -> None:
    wordings = versions.wordings(LAW, eid)
    assert [(w.valid_from, w.valid_to, w.made_by) for w in wordings] == history
    for day, *_ in DAYS:
        shown = versions.wording(LAW, eid, day)
        assert (shown is None) == (not versions.store.has(LAW, eid, day))
        assert shown is None or shown == wording_on(wordings, day)


def test_what_is_not_known_of_a_wording_is_none(versions: Generation) -> None:
    assert versions.wordings(CIRCULAR, "art_1") == (Wording(None, None),)
    assert versions.wordings(LOST, "art_1") == ()
    assert versions.wording(LAW, "art_2__para_1", NEW) == Wording(
        date(2015, 7, 1), ENDED, BY_FIRST, "Sửa đổi, bổ sung khoản 1 Điều 2"
    )


def test_a_change_that_is_worked_in_is_none(versions: Generation) -> None:
    amenders = [versions.changes(LAW, on).amenders() for on in (OLD, date(2015, 7, 1), date(2020, 12, 31), NEW)]
    assert amenders == [(), (FIRST,), (FIRST, LOST), (FIRST, LOST)]


def test_counts_are_of_documents_and_of_their_last_versions(versions: Generation) -> None:
    documents, provisions, references = versions.store.counts()
    assert documents == len(versions.with_text) == 5
    trees = [versions.tree(document, ENDED) for document in versions.with_text]
    assert provisions == sum(len(list(tree.walk())) for tree in trees if tree)
    assert references == sum(len(versions.references(document, ENDED)) for document in versions.with_text)


# ---- Every function that takes a day ---------------------------------------------------------------------------------

_BEFORE, _FIRST_DAY, _LAST_DAY = date(2015, 6, 30), date(2015, 7, 1), date(2020, 12, 31)


QUOTED, CITED = ["art_1"], ["art_2__para_1", "art_1"]  # where the circular is cited: in quoted words alone; in the law, too


def _eids(citings: Any) -> list[str]:
    return [citing.eid for citing in citings if citing.reference.kind == "provision"]


def _targets(g: Generation, on: date) -> list[str]:
    return [relation.target for relation in g.relations(LAW, on) if relation.target == FIRST]


def _tables(g: Generation) -> SearchTables:
    return g.derived(SearchTables)


def _read(g: Generation, text: str) -> query.Query:
    tables = _tables(g)
    return query.understand(text, tables.known_names, tables.abbreviations)


def _hits(g: Generation, text: str, on: date) -> list[tuple[str, str]]:
    return [(hit.document, hit.eid) for hit in search.search(g, text, on=on).hits]


def _without_repeats(g: Generation, on: date) -> list[str]:
    """Of the law and a consolidation that reads as it was enacted: those that stay."""
    consolidation = replace(g.entry(LAW), id="x", relations=(Relation(DocumentRelation.CONSOLIDATES, LAW, ""),))
    store = SimpleNamespace(passage=lambda document, eid, on: g.store.passage(LAW, eid, OLD if document == "x" else on))
    tables: Any = SimpleNamespace(catalogue=Catalogue((g.entry(LAW), consolidation)), store=store)
    found = [(document, "art_2__para_1") for document in (LAW, "x")]
    return [document for document, _ in addressed.without_repeats(tables, found, on)]


def _suggested(g: Generation, text: str, on: date) -> list[str]:
    return [clause.eid for clause in suggesting.suggest(g, text, on=on).clauses]


def _every_heading(engine: Any, on: date) -> set[tuple[str, str]]:
    return {(one.document, one.eid) for one in engine.headings([range(1, 60)], 99, on)}  # "diều" is one of these syllables


def _near(g: Generation, text: str, on: date) -> str:
    return correcting.correct_query(_tables(g), text, on=on).hints[0].partition("gần giống: ")[2]


def _status_values(g: Generation, on: date) -> dict[str, int]:
    tables = _tables(g)
    counts: Any = {field: {} for field in FilterField}
    (facet,) = (one for one in facets.facets_of(tables, counts, [LAW], on) if one.field is FilterField.STATUS)
    return dict(facet.values)


def _admits(g: Generation, text: str, on: date) -> bool:
    tables = _tables(g)
    admitted = facets.admission(tables, filters(text, tables.filter_values), on).admitted
    return admitted is not None and bool(admitted[tables.row_of[LAW]])


def _findings(g: Generation, text: str, on: date) -> int:
    return check(g, text, cite_text(g, text), on).to_review


PAPER = "Đuôi diều làm bằng giấy thì thả được ở bãi cỏ, đuôi diều làm bằng giấy"
_FROM_NEW = SimpleNamespace(days=np.array([[NEW.toordinal(), ALWAYS[1]]]))  # an index of one group


def _on_matter(g: Generation, on: date) -> list[tuple[str, str]]:
    return [address for address, _ in groups_like(g.index, "Đuôi diều", PAPER, "", {}, on, 9)]


def _uncited(g: Generation, on: date) -> list[str]:
    return [one.eid for one in suggested_citations(g, PAPER, (), on)]


_IN_FORCE, _EXPIRED, TAIL = "Còn hiệu lực", "Hết hiệu lực toàn bộ", (LAW, "art_3a")
# A method or a function, what is asked of it on a day, and what that gives on either side of a border: twice (day, answer).
Asked = tuple[str, Callable[[Any, date], Any], tuple[date, Any], tuple[date, Any]]
ASKED: list[Asked] = [
    ("Store.made_by", lambda s, on: s.made_by(LAW, on), (_BEFORE, None), (_FIRST_DAY, FIRST)),
    ("Store.tree", lambda s, on: "bãi cát" in s.tree(LAW, on).text, (_BEFORE, False), (_FIRST_DAY, True)),
    ("Store.passage", lambda s, on: s.passage(LAW, "art_2__para_1", on).text, (_BEFORE, GRASS), (_FIRST_DAY, SAND)),
    ("Store.find_path", lambda s, on: s.find_path(LAW, "dieu-3a", on), (_LAST_DAY, None), (NEW, "art_3a")),
    ("Store.has", lambda s, on: s.has(LAW, "art_3__para_1", on), (_LAST_DAY, True), (NEW, False)),
    ("Store.references", lambda s, on: _eids(s.references(LAW, on, "art_3a")), (_LAST_DAY, []), (NEW, ["art_3a"])),
    ("Store.reference_sizes", lambda s, on: "art_3a" in s.reference_sizes(LAW, on), (_LAST_DAY, False), (NEW, True)),
    ("Store.cited_by", lambda s, on: _eids(s.cited_by(CIRCULAR, "art_1", on)), (_BEFORE, QUOTED), (_FIRST_DAY, CITED)),
    (
        "Store.cited_by_counts",
        lambda s, on: s.cited_by_counts(CIRCULAR, on),
        (_BEFORE, {"art_1": 1}),
        (_FIRST_DAY, {"art_1": 2}),
    ),
    ("Store.cited_by_eid", lambda s, on: len(s.cited_by_eid(CIRCULAR, on)["art_1"]), (_BEFORE, 1), (_FIRST_DAY, 2)),
    ("Store.wording", lambda s, on: s.wording(LAW, "art_2__para_1", on).made_by, (_BEFORE, None), (_FIRST_DAY, BY_FIRST)),
    ("Store.worked_in", lambda s, on: s.worked_in(LAW, on), (_BEFORE, frozenset()), (_FIRST_DAY, {BY_FIRST})),
    ("Store.is_recognized", lambda s, on: s.is_recognized(DECREE, on), (date(2015, 12, 31), False), (date(2016, 1, 1), True)),
    (
        "Generation.is_recognized",
        lambda g, on: g.is_recognized(DECREE, on),
        (date(2015, 12, 31), False),
        (date(2016, 1, 1), True),
    ),
    ("Generation.status", lambda g, on: g.status(LAW, on).word, (_BEFORE, "Còn hiệu lực"), (ENDED, "Hết hiệu lực toàn bộ")),
    (
        "names_now",
        lambda g, on: len(names_now(g.bodies, "tòa án nhân dân cấp huyện", {}, on)),
        (date(2025, 6, 30), 0),
        (date(2025, 7, 1), 1),
    ),
    (
        "Generation.bodies_in",
        lambda g, on: len(g.bodies_in("Tòa án nhân dân cấp huyện", on)),
        (date(2025, 6, 30), 0),
        (date(2025, 7, 1), 1),
    ),
    ("Generation.tree", lambda g, on: "bãi cát" in g.tree(LAW, on).text, (_BEFORE, False), (_FIRST_DAY, True)),
    ("Generation.find_path", lambda g, on: g.find_path(LAW, "dieu-3a", on), (_LAST_DAY, None), (NEW, "art_3a")),
    ("Generation.references", lambda g, on: "art_3a" in _eids(g.references(LAW, on)), (_LAST_DAY, False), (NEW, True)),
    ("Generation.reference_sizes", lambda g, on: "art_3a" in g.reference_sizes(LAW, on), (_LAST_DAY, False), (NEW, True)),
    ("Generation.cites", lambda g, on: _eids(g.cites(LAW, "art_3a", on)), (_LAST_DAY, []), (NEW, ["art_3a"])),
    ("Generation.cited_by", lambda g, on: _eids(g.cited_by(CIRCULAR, "art_1", on)), (_BEFORE, QUOTED), (_FIRST_DAY, CITED)),
    (
        "document_of",
        lambda g, on: suggesting.document_of(g, g.entry(LAW), on).status.word,
        (_BEFORE, _IN_FORCE),
        (ENDED, _EXPIRED),
    ),
    (
        "Generation.cited_by_then",
        lambda g, on: _eids(g.cited_by_then(CIRCULAR, "art_1", on)),
        (_BEFORE, QUOTED),
        (_FIRST_DAY, CITED),
    ),
    ("Generation.cited_by_counts", lambda g, on: g.cited_by_counts(CIRCULAR, on)["art_1"], (_BEFORE, 1), (_FIRST_DAY, 2)),
    ("Generation.cited_by_eid", lambda g, on: len(g.cited_by_eid(CIRCULAR, on)["art_1"]), (_BEFORE, 1), (_FIRST_DAY, 2)),
    ("Generation.changes", lambda g, on: bool(g.changes(LAW, on).of("art_3")), (_LAST_DAY, True), (NEW, False)),
    ("Generation.may_be_issued", lambda g, on: g.may_be_issued(FIRST, on), (date(2015, 5, 4), False), (date(2015, 5, 5), True)),
    ("Generation.relations", _targets, (date(2015, 5, 4), []), (date(2015, 5, 5), [FIRST])),
    ("Generation.wording", lambda g, on: g.wording(LAW, "art_3", on).made_by, (_LAST_DAY, None), (NEW, BY_SECOND)),
    ("Generation.incomplete", lambda g, on: g.incomplete(LAW, on), (date(2018, 6, 30), ()), (date(2018, 7, 1), (LOST,))),
    ("Generation.is_codified", lambda g, on: g.is_codified(DECREE, on), (date(2015, 12, 31), True), (date(2016, 1, 1), False)),
    ("Generation.statuses", lambda g, on: g.statuses(LAW, on).word, (_BEFORE, _IN_FORCE), (ENDED, _EXPIRED)),
    ("SearchTables.successors", lambda t, on: t.successors(on), (_BEFORE, {}), (ENDED, {LAW: frozenset([SECOND])})),
    ("SearchTables.status", lambda t, on: t.status(LAW, on).word, (_BEFORE, _IN_FORCE), (ENDED, _EXPIRED)),
    (
        "SearchTables.columns",
        lambda t, on: _EXPIRED in t.columns(on)[FilterField.STATUS].values,
        (_LAST_DAY, False),
        (ENDED, True),
    ),
    (
        "SearchTables.meant",
        lambda t, on: LAW in t.ids(t.meant(FilterField.STATUS, "hết", on, is_whole=False)),
        (_LAST_DAY, False),
        (ENDED, True),
    ),
    ("DocumentFields.status", lambda f, on: f.status(on), (_BEFORE, _IN_FORCE), (ENDED, _EXPIRED)),
    ("DocumentFields.value", lambda f, on: f.value(FilterField.STATUS, on), (_BEFORE, _IN_FORCE), (ENDED, _EXPIRED)),
    ("GroupEngine.headings", lambda e, on: TAIL in _every_heading(e, on), (_LAST_DAY, False), (NEW, True)),
    (
        "clause_found",
        lambda g, on: suggesting.clause_found(_tables(g), LAW, "art_1", "", on).status.word,
        (_BEFORE, _IN_FORCE),
        (ENDED, _EXPIRED),
    ),
    ("holding", lambda _, on: [*holding(_FROM_NEW, on)], (_LAST_DAY, [False]), (NEW, [True])),
    ("groups_like", lambda g, on: TAIL in _on_matter(g, on), (_LAST_DAY, False), (NEW, True)),
    (
        "groups_on",
        lambda g, on: "art_3a" in [hit.eid for hit in groups_on(g.index, PAPER, {}, on, (), 9).hits],
        (_LAST_DAY, False),
        (NEW, True),
    ),
    ("matter", lambda g, on: bool(matter(g, LAW, "art_3a", on).similar), (_LAST_DAY, False), (NEW, True)),
    ("suggested_citations", _uncited, (_LAST_DAY, []), (NEW, ["art_3a"])),
    ("headed_by", lambda g, on: [one.eid for one in headed_by(g.index, "đuôi", {}, 5, on)], (_LAST_DAY, []), (NEW, ["art_3a"])),
    (
        "columns_on",
        lambda g, on: _EXPIRED in columns_on(g.index.documents, on)[FilterField.STATUS].values,
        (_LAST_DAY, False),
        (ENDED, True),
    ),
    (
        "addressed_provisions",
        lambda g, on: [*addressed.addressed_provisions(_tables(g), _read(g, "điều 3a luật thả diều"), None, on)],
        (_LAST_DAY, []),
        (NEW, [TAIL]),
    ),
    (
        "in_force_first",
        lambda g, on: [one.id for one in addressed.in_force_first(g.status, [g.entry(LAW), g.entry(CIRCULAR)], on)],
        (_LAST_DAY, [LAW, CIRCULAR]),
        (ENDED, [CIRCULAR, LAW]),
    ),
    (
        "missing",
        lambda g, on: len([*addressed.missing(_tables(g), _read(g, "điều 3a luật thả diều"), on)]),
        (_LAST_DAY, 1),
        (NEW, 0),
    ),
    ("without_repeats", _without_repeats, (_BEFORE, [LAW]), (_FIRST_DAY, [LAW, "x"])),
    (
        "correct_query",
        lambda g, on: _near(g, "951/2012", on),
        (_BEFORE, "951/2010/QH12, 954/2012/TT-XYZ"),
        (ENDED, "954/2012/TT-XYZ, 951/2010/QH12"),
    ),
    ("admission", lambda g, on: _admits(g, "hiệu lực:hết", on), (_LAST_DAY, False), (ENDED, True)),
    ("facets_of", _status_values, (_BEFORE, {_IN_FORCE: 1}), (ENDED, {_EXPIRED: 1})),
    ("search", lambda g, on: (LAW, "art_3") in _hits(g, '"hai trăm mét"', on), (_LAST_DAY, False), (NEW, True)),
    ("suggest", lambda g, on: _suggested(g, "đuôi", on), (_LAST_DAY, []), (NEW, ["art_3a"])),
    ("check", lambda g, on: _findings(g, "Theo Điều 1 Luật Thả diều số 951/2010/QH12.", on), (_BEFORE, 0), (ENDED, 1)),
]


def _parts(versions: Generation) -> dict[str, Any]:
    """What has methods that take a day, by the name of its class."""
    (fields,) = (fields for fields in versions.index.documents if fields.id == LAW)
    every = (versions.store, versions, _tables(versions), fields, versions.index.engine)
    return {type(one).__name__: one for one in every}


@pytest.mark.parametrize(("name", "ask", "before", "after"), ASKED, ids=[row[0] for row in ASKED])
def test_every_function_of_a_day_honours_it(
    versions: Generation, name: str, ask: Callable[[Any, date], Any], before: tuple[date, Any], after: tuple[date, Any]
) -> None:
    asked = _parts(versions).get(name.partition(".")[0], versions)
    assert [ask(asked, day) for day, _ in (before, after)] == [before[1], after[1]]
    assert before[1] != after[1]


ROOMS = ("kb.index", "kb.search", "kb.materials")


def _modules(room: str) -> Iterator[ModuleType]:
    return (import_module(module.name) for module in pkgutil.walk_packages(import_module(room).__path__, f"{room}."))


def _taking_a_day(owner: Any) -> Iterator[str]:
    """The public functions of a module, or the methods of an object, that have a parameter `on`."""
    for name, member in inspect.getmembers(owner, callable):
        is_own = not isinstance(owner, ModuleType) or (inspect.isfunction(member) and member.__module__ == owner.__name__)
        if is_own and not name.startswith("_") and "on" in inspect.signature(member).parameters:
            yield name


def test_no_function_of_a_day_is_missing_from_the_table(versions: Generation) -> None:
    methods = {f"{kind}.{name}" for kind, part in _parts(versions).items() for name in _taking_a_day(part)}
    functions = {name for room in ROOMS for module in _modules(room) for name in _taking_a_day(module)}
    assert methods | functions == {row[0] for row in ASKED}


# ---- JSON ------------------------------------------------------------------------------------------------------------


def test_a_provision_says_which_wording_it_shows_and_what_changes_it(versions: Generation) -> None:
    shown = views.provision_json(versions, LAW, "art_2", date(2019, 1, 1))
    first, second = shown["provision"]["children"]
    maker = f"Điều 1 {versions.entry(FIRST).label}"
    assert first["wording"] == {
        "from": "2015-07-01",
        "to": "2025-01-01",
        "made_by": {"document": FIRST, "eid": "art_1", "label": maker, "url": f"/van-ban/{FIRST}/dieu-1"},
        "incomplete": [LOST],
    }
    assert second["wording"] == {"from": "2011-01-01", "to": "2025-01-01", "made_by": None, "incomplete": [LOST]}
    assert views.wording_json(versions, LAW, "art_2__para_1", date(2019, 1, 1)) == first["wording"]
    assert views.wording_json(versions, LAW, "art_9", date(2019, 1, 1)) is None
    assert (shown["provision"]["changed"], first["changed"], second["changed"]) == (False, False, True)
    (change,) = shown["changes"]
    by = f"Điều 2 {versions.entry(FIRST).label}"
    assert change["line"] == f"Khoản 2 Điều 2 bị bãi bỏ bởi: {by}"
    assert (change["eid"], change["relation"]) == ("art_2__para_2", "bãi bỏ")
    (clause,) = change["by"]
    assert {key: clause[key] for key in ("document", "eid", "label", "url", "note")} == {
        "document": FIRST,
        "eid": "art_2",
        "label": by,
        "url": f"/van-ban/{FIRST}/dieu-2",
        "note": "",
    }
    assert clause["status"] == versions.status(FIRST, date(2019, 1, 1)).word


def test_a_document_says_what_is_inserted_into_it_and_what_is_still_to_come(versions: Generation) -> None:
    shown = views.document_json(versions, LAW, date(2020, 12, 31))
    lines = [change["line"] for change in shown["changes"]]
    assert f"Điều 3a bị sửa đổi, bổ sung bởi: khoản 2 Điều 1 {versions.entry(SECOND).label} Chưa có hiệu lực" in lines
    assert [p["eid"] for p in shown["provisions"] if p["changed"]] == [], "what is still to come changes nothing yet"
    assert views.document_json(versions, LAW, NEW)["changes"] == []


# What is shown, on which day; what stands in the output, and what does not.
SHOWN = [
    (f"{LAW}/art_3", "31/12/2020", "Bị sửa đổi, bổ sung bởi: khoản 1 Điều 1 Luật sửa đổi", "hai trăm mét"),  # still to come
    (f"{LAW}/art_3", "01/01/2021", "hai trăm mét", "Bị sửa đổi"),  # worked in
    (LAW, "01/7/2015", "khoản 2 [bị văn bản khác thay đổi]", "khoản 1 [bị"),
]


@pytest.mark.parametrize(("address", "day", "there", "not_there"), SHOWN)
def test_show_tells_what_changes_the_words(
    data: Path, capsys: pytest.CaptureFixture[str], address: str, day: str, there: str, not_there: str
) -> None:
    assert main(["show", address, "--as-of", day, "--data", str(data)]) == 0
    printed = capsys.readouterr().out
    assert there in printed
    assert not_there not in printed


def test_the_page_of_json_has_every_key_of_a_provision_a_wording_and_a_change(versions: Generation) -> None:
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    shown = views.provision_json(versions, LAW, "art_2", date(2019, 1, 1))
    provision, (change,) = shown["provision"], shown["changes"]
    for keys in (
        ["document", "provision", "keywords", "similar", "changes", "codified", "related", "cites", "cited_by"],
        list(provision),
        list(provision["wording"]),
        list(change),
    ):
        assert "{" + ", ".join(f'"{key}"' for key in keys) in re.sub(r": \[[^\]]*\]", "", page)
    assert '{"document": {…}, "changes": [change, …], "provisions": [provision, …], "bodies": [body, …]}' in page
    assert '{"document", "eid", "label", "url", "note"}' in page


# ---- The parts -------------------------------------------------------------------------------------------------------


def _rows(*versions: tuple[str, str | None]) -> list[VersionRow]:
    return [VersionRow(number, first, last, None, 0) for number, (first, last) in enumerate(versions, 1)]


_TWO = _rows(("2011-01-01", "2015-01-01"), ("2015-01-01", None))
_THREE = _rows(("2011-01-01", "2015-01-01"), ("2015-01-01", "2020-01-01"), ("2020-01-01", "2024-01-01"))
# The versions, those that have the provision, what is written of it, and its wordings.
ASSEMBLED = [
    ([], [], [], []),  # no text
    (_rows(("", None)), [1], [], [(None, None, None)]),  # nothing known of its days
    (_rows(("2011-01-01", "2020-01-01")), [1], [], [("2011-01-01", "2020-01-01", None)]),
    (_TWO, [1, 2], [], [("2011-01-01", None, None)]),  # the second version changes other provisions
    (_TWO, [1], [], [("2011-01-01", "2015-01-01", None)]),  # it drops this one
    (_TWO, [2], [], [("2015-01-01", None, None)]),  # it inserts it, and nobody said by what
    # three wordings
    (
        _THREE,
        [1, 2, 3],
        [("2015-01-01", None, "x", "a", ""), ("2020-01-01", None, "y", "b", "")],
        [("2011-01-01", "2015-01-01", None), ("2015-01-01", "2020-01-01", "x"), ("2020-01-01", "2024-01-01", "y")],
    ),
    # dropped, and there again
    (
        _THREE,
        [1, 3],
        [("2020-01-01", None, "y", "b", "")],
        [("2011-01-01", "2015-01-01", None), ("2020-01-01", "2024-01-01", "y")],
    ),
    # what it stands in is replaced, and it is not there any more
    (_TWO, [1], [("2015-01-01", None, "x", "a", "")], [("2011-01-01", "2015-01-01", None)]),
    # it ends before the text does
    (
        _TWO,
        [1, 2],
        [("2015-01-01", "2018-01-01", "x", "a", "")],
        [("2011-01-01", "2015-01-01", None), ("2015-01-01", "2018-01-01", "x")],
    ),
    # two clauses work on it on one day: the last
    (
        _TWO,
        [1, 2],
        [("2015-01-01", None, "x", "a", ""), ("2015-01-01", None, "x", "b", "")],
        [("2011-01-01", "2015-01-01", None), ("2015-01-01", None, "x")],
    ),
    (_TWO, [1, 2], [("2011-01-01", None, None, None, "")], [("2011-01-01", None, None)]),  # as enacted, though it is written
]


@pytest.mark.parametrize(("rows", "having", "written", "history"), ASSEMBLED)
def test_wordings_are_put_together_from_versions_and_amendments(
    rows: list[VersionRow], having: list[int], written: list[tuple[Any, ...]], history: list[tuple[Any, ...]]
) -> None:
    def day(written: date | None) -> str | None:
        return written and written.isoformat()

    found = assembled(rows, having, written)
    assert [(day(w.valid_from), day(w.valid_to), w.made_by and w.made_by[0]) for w in found] == history


def test_two_versions_of_one_day_are_refused(tmp_path: Path) -> None:
    shard = ShardWriter(tmp_path / "shard")
    for _ in range(2):
        shard.add([Paragraph("Một.")], Tree("Một.", ()), (), (), ())
    shard.close(b"")
    writer = Writer(tmp_path / "store")
    with pytest.raises(ValueError, match="begin on one day: 2011-01-01"):
        writer.add_texts(tmp_path / "shard", [Version(n, LAW, LAW, OLD, None) for n in (1, 2)])
    writer.close()


def test_a_version_ends_when_the_next_begins_or_before(tmp_path: Path) -> None:
    shard = ShardWriter(tmp_path / "shard")
    for _ in range(3):
        shard.add([Paragraph("Một.")], Tree("Một.", ()), (), (), ())
    shard.close(b"")
    writer = Writer(tmp_path / "store")
    days = [(OLD, date(2013, 1, 1)), (date(2015, 7, 1), ENDED), (NEW, None)]
    writer.add_texts(tmp_path / "shard", [Version(n, LAW, LAW, first, None, last) for n, (first, last) in enumerate(days, 1)])
    assert writer.finish() == (1, 0, 0)
    last = writer._db.execute("SELECT valid_to FROM version ORDER BY valid_from").fetchall()
    writer.close()
    assert last == [("2013-01-01",), ("2021-01-01",), (None,)]


def test_a_text_as_amended_is_a_version_of_its_document(versions: Generation) -> None:
    cached = CachedText("name", 7, "")
    enacted, amended = (Text(LAW, cached, False, LAW, by) for by in (None, (NEW, SECOND)))
    assert version(enacted, versions.catalogue) == Version(7, LAW, LAW, OLD, None, ENDED)
    assert version(amended, versions.catalogue) == Version(7, LAW, LAW, NEW, SECOND, ENDED)
    codified = Text(LAW, cached, True, LAW)
    assert version(codified, versions.catalogue) == Version(7, LAW, LAW, None, CODIFICATION)


def _citing(eid: str | None, relation: CitationRelation, clause: str = "art_1", document: str = FIRST) -> Citing:
    kind: Any = "provision" if eid else "document"
    to = Reference(0, 1, "x", kind, LAW, eid, None, "", None, relation, Resolution.EXACT)
    return Citing(document, clause, f"{clause} {document}", f"/van-ban/{document}/{clause}", to)


_ENTRY = Entry(
    LAW, "Luật", "951/2010/QH12", None, None, "Thả diều", relations=(Relation(DocumentRelation.AMENDED_BY, FIRST, ""),)
)
_AMENDS, _REPEALS, _REPLACES = CitationRelation.AMENDS, CitationRelation.REPEALS, CitationRelation.REPLACES
# Citations of the law, the clauses that are worked in, the lines beside the document, what is changed as a whole, amenders.
CHANGED = [
    ([], (), [], [], (FIRST,)),
    ([_citing("art_1", CitationRelation.REFERS)], (), [], [], (FIRST,)),  # cites, and changes nothing
    ([_citing("art_1", _AMENDS, document=LAW)], (), [], [], (FIRST,)),  # a law does not change itself
    ([_citing("art_1", _AMENDS)], (), [], ["art_1"], (FIRST,)),
    ([_citing("art_1", _AMENDS)], ((FIRST, "art_1"),), [], [], ()),  # worked in
    ([_citing("art_1", _AMENDS, "art_1__para_2")], ((FIRST, "art_1"),), [], [], ()),  # with the clause around it
    ([_citing("art_1", _AMENDS, "art_10")], ((FIRST, "art_1"),), [], ["art_1"], (FIRST,)),  # another clause
    ([_citing("art_5", _AMENDS)], (), ["Điều 5 bị sửa đổi, bổ sung bởi"], ["art_5"], (FIRST,)),  # inserted
    ([_citing(None, _REPLACES)], (), ["Bị thay thế bởi"], [""], (FIRST,)),
    # two relations of one provision, two clauses of one relation
    ([_citing(None, _REPEALS), _citing(None, _REPEALS, "art_2")], (), ["Bị bãi bỏ bởi"], [""], (FIRST,)),
    ([_citing(None, _REPEALS), _citing(None, _AMENDS)], (), ["Bị sửa đổi, bổ sung bởi", "Bị bãi bỏ bởi"], [""], (FIRST,)),
]


@pytest.mark.parametrize(("citings", "worked_in", "lines", "whole", "amenders"), CHANGED)
def test_changes_follow_from_citations_that_act(
    versions: Generation,
    citings: list[Citing],
    worked_in: tuple[tuple[str, str], ...],
    lines: list[str],
    whole: list[str],
    amenders: tuple[str, ...],
) -> None:
    cited_by: dict[str, list[Citing]] = {}
    for citing in citings:
        cited_by.setdefault(citing.reference.eid or "", []).append(citing)
    tree = versions.tree(LAW, OLD)
    changes = changes_of(_ENTRY, tree, cited_by, lambda _: versions.status(FIRST, NEW), worked_in)
    assert [change.words for change in changes.of("")] == lines
    assert [eid for eid in ("", "art_1", "art_5") if changes.whole(eid)] == whole
    assert changes.amenders() == amenders


def test_the_status_and_the_doubt_of_a_clause_stand_in_the_line(versions: Generation) -> None:
    citing = _citing("art_1", _AMENDS)
    doubtful = SimpleNamespace(
        relation=_AMENDS, resolution=Resolution.SUSPECT, note="có lẽ Điều 1", kind="provision", eid="art_1"
    )
    clause: Any = Citing(SECOND, "art_2", "art_2 kia", "", doubtful)  # type: ignore[arg-type]
    changes = changes_of(_ENTRY, None, {"art_1": [citing, clause]}, lambda one: versions.status(one, date(2016, 1, 1)))
    assert [change.line for change in changes.of("art_1")] == [
        f"Bị sửa đổi, bổ sung bởi: art_1 {FIRST}",
        "Bị sửa đổi, bổ sung bởi: art_2 kia Chưa có hiệu lực (có lẽ Điều 1)",
    ]
