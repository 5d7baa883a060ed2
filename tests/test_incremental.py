"""A build after a change: the generation that a build from nothing gives, and only what the change touches is done again."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import build as builder
from kb import citations, readers
from kb.generation import GENERATIONS, INDEX, STORE
from tests.test_choosing import LATER_TOPIC, TOPIC


@dataclass(frozen=True)
class Document:
    """A document of the corpus of a test."""

    kind: str
    number: str
    title: str
    articles: tuple[str, ...]

    @property
    def text(self) -> str:
        year = self.number.split("/")[1]
        head = [f"Số: {self.number}", f"Hà Nội, ngày 05 tháng 6 năm {year}", self.kind.upper(), self.title.upper()]
        body = [line for n, article in enumerate(self.articles, 1) for line in (f"Điều {n}. Tên {n}", article)]
        return "\n\n".join((*head, *body))


Corpus = dict[str, Document]
LAW = Document("Luật", "911/2015/QH13", "Nuôi ong", ("Luật này quy định việc nuôi ong.", "1. Tổ ong.\n\n2. Mật ong.", "Cấm."))
DECREE = Document(
    "Nghị định",
    "912/2016/NĐ-CP",
    "Về việc quay mật",
    ("Theo Điều 2 Luật Nuôi ong.", "Ủy ban nhân dân (sau đây viết tắt là UBND)."),
)
CIRCULAR = Document("Thông tư", "913/2017/TT-BNN", "Về việc lọc mật", ("Mật được lọc hai lần.", "UBND xã cân mật."))
CORPUS: Corpus = {"luat": LAW, "nghi-dinh": DECREE, "thong-tu": CIRCULAR}


def write_corpus(folder: Path, corpus: Corpus) -> None:
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        if old.stem not in corpus:
            old.unlink()
    for name, document in corpus.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text("utf-8") != document.text:
            path.write_text(document.text, "utf-8")


def content_of(data: Path, number: int) -> dict[str, object]:
    """The generation: rows of the store, bytes of the index."""
    folder = data / GENERATIONS / str(number)
    with closing(sqlite3.connect(folder / STORE)) as db:
        rows = list(db.iterdump())
    return {STORE: rows} | {str(p.relative_to(folder)): p.read_bytes() for p in (folder / INDEX).rglob("*") if p.is_file()}


def _is_as_from_nothing(folder: Path, data: Path) -> None:
    generation = builder.build([folder], data, allow_removals=True).generation
    with TemporaryDirectory() as fresh:
        builder.build([folder], Path(fresh))
        made, expected = content_of(data, generation), content_of(Path(fresh), 1)
    assert made.keys() == expected.keys()
    for name in expected:
        assert made[name] == expected[name], name


SENTENCES = st.sampled_from(
    (
        "Người nuôi ong báo cho trưởng thôn.",
        "Thực hiện theo quy định tại Điều 2 Luật Nuôi ong.",
        "Theo khoản 2 Điều 2 Luật Nuôi ong năm 2015 và Điều 9 của Luật này.",
        "Từ Điều 1 đến Điều 3 Nghị định số 912/2016/NĐ-CP được áp dụng.",
        "Nghị định này thay thế Nghị định số 900/2001/NĐ-CP ngày 01/02/2001 của Chính phủ.",
        "Sửa đổi Điều 1 của Luật Trồng sen như sau: “Điều 1. Sen hồng”.",
        "Theo Luật Trồng sen và Thông tư 913/2017/TT-BNN, hợp tác xã (sau đây viết tắt là HTX) góp vốn.",
        "HTX và UBND ký biên bản theo Nghị định số 912/2017/NĐ-CP.",
        "1. Khoản đầu.\n\n2. Khoản sau theo khoản 1 Điều này.",
    )
)
ARTICLES = st.lists(SENTENCES, min_size=1, max_size=4).map(tuple)
HEADS = st.sampled_from(
    (
        ("Luật", "911/2015/QH13", "Nuôi ong"),
        ("Luật", "921/2018/QH14", "Trồng sen"),
        ("Luật", "931/2020/QH14", "Nuôi ong"),
        ("Nghị định", "912/2016/NĐ-CP", "Về việc quay mật"),
        ("Nghị định", "922/2019/NĐ-CP", "Quy định chi tiết Luật Trồng sen"),
        ("Thông tư", "913/2017/TT-BNN", "Về việc lọc mật"),
    )
)
DOCUMENTS = st.builds(lambda head, articles: Document(*head, articles), HEADS, ARTICLES)
CORPORA = st.dictionaries(st.sampled_from("abcd"), DOCUMENTS, min_size=1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CORPORA, min_size=2, max_size=3))
def test_after_any_edits_the_generation_is_the_one_from_nothing(corpora: list[Corpus]) -> None:
    with TemporaryDirectory() as folder:
        data, texts = Path(folder, "var"), Path(folder, "van-ban")
        texts.mkdir()
        (texts / "topic.html").write_text(TOPIC, "utf-8")
        for corpus in corpora:
            write_corpus(texts, corpus)
            _is_as_from_nothing(texts, data)
            (texts / "later.html").write_text(LATER_TOPIC, "utf-8")


def _with(name: str, **changes: object) -> Callable[[Corpus], Corpus]:
    return lambda corpus: corpus | {name: replace(corpus[name], **changes)}  # type: ignore[arg-type]


EDITS = [
    # what changes, the files that are read again, the documents that are cited again
    (_with("thong-tu", articles=("Mật được lọc ba lần.",)), {"thong-tu"}, {"913"}),  # nobody cites it
    (_with("luat", articles=("Luật này quy định việc nuôi ong mật.", *LAW.articles[1:])), {"luat"}, {"911"}),  # same Điều
    (_with("luat", articles=LAW.articles[:1]), {"luat"}, {"911", "912"}),  # the decree cites an Điều that is gone
    (_with("luat", articles=LAW.articles[:2]), {"luat"}, {"911"}),  # nobody cites the one that is gone
    (lambda c: c | {"moi": replace(CIRCULAR, number="914/2018/TT-BNN")}, {"moi"}, {"914"}),  # a new document
    (lambda c: {name: c[name] for name in ("luat", "nghi-dinh")}, set(), set()),  # one that nobody cites is gone
    (lambda c: {name: c[name] for name in ("nghi-dinh", "thong-tu")}, set(), {"912"}),  # a name is gone
    (lambda c: c | {"moi": replace(LAW, number="915/2014/QH13")}, {"moi"}, {"911", "912", "915"}),  # a name has two laws now
]


@pytest.mark.parametrize(("edit", "read", "cited"), EDITS)
def test_only_what_an_edit_touches_is_done_again(
    edit: Callable[[Corpus], Corpus], read: set[str], cited: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_corpus(tmp_path / "a", CORPUS)
    builder.build([tmp_path / "a"], tmp_path / "var")
    files, documents = spied(monkeypatch)
    write_corpus(tmp_path / "a", edit(CORPUS))
    builder.build([tmp_path / "a"], tmp_path / "var")
    assert set(files) == read
    assert set(documents) == cited
    _is_as_from_nothing(tmp_path / "a", tmp_path / "var")


def spied(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    """The files that are read from now on, and the heads of the numbers of the documents that are cited."""
    files: list[str] = []
    documents: list[str] = []
    documents_in, cite = readers.documents_in, citations.cite

    def reading(content: bytes, name: str, *bounds: object) -> Iterator[object]:
        files.append(Path(name).stem)
        return documents_in(content, name, *bounds)  # type: ignore[arg-type]

    def citing(text: str, catalogue: object, provisions: object, context: citations.Context, *known: object) -> object:
        documents.append((context.document or "").partition("-")[0])
        return cite(text, catalogue, provisions, context, *known)  # type: ignore[arg-type]

    monkeypatch.setattr(readers, "documents_in", reading)
    monkeypatch.setattr(citations, "cite", citing)
    return files, documents


@pytest.mark.parametrize("stage", ["read", "cite", "index", "publish"])
def test_an_interrupted_build_is_gone_on_with(stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_corpus(tmp_path / "a", CORPUS)

    def stop(at: str, done: int, total: int) -> None:
        if at == stage and done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        builder.build([tmp_path / "a"], tmp_path / "var", stop)
    files, documents = spied(monkeypatch)
    builder.build([tmp_path / "a"], tmp_path / "var")
    assert files == []
    assert len(documents) == (3 if stage == "read" else 0)
    _is_as_from_nothing(tmp_path / "a", tmp_path / "var")


def test_further_processes_change_nothing(tmp_path: Path) -> None:
    corpus = {
        f"{n}": replace(LAW, number=f"{n}/2015/QH13", articles=(f"Theo Điều {n % 4} Luật số 15/2015/QH13.",))
        for n in range(1, 20)
    }
    write_corpus(tmp_path / "a", corpus)
    builder.build([tmp_path / "a"], tmp_path / "several", processes=2)
    builder.build([tmp_path / "a"], tmp_path / "one")
    assert content_of(tmp_path / "several", 1) == content_of(tmp_path / "one", 1)
