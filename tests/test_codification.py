"""A topic of the codification: its documents come apart, with every character, number, note and link."""

import re
import unicodedata
from collections import Counter
from datetime import date
from html import escape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import UnreadableFile
from kb.language.text import repair_eth
from kb.law.model import Reading
from kb.readers.codification import codification
from kb.readers.codification.source_note import Noted, SourceNote, parse_note
from kb.readers.web.fragment import TooDeep, pieces_of

LAW = "Luật số 12/2031/QH20"
LONG = f"{LAW} Vườn cây ngày 06/05/2031 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2032"
SHORT = f"{LAW}, có hiệu lực thi hành kể từ ngày 01/01/2032"
CHANGED = (
    f"{SHORT}, có nội dung được sửa đổi, được bổ sung bởi Điều 2 Luật số 5/2035/QH21 có hiệu lực thi hành kể từ ngày 01/07/2035"
)
DECREE = "Nghị định số 3/2033/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/03/2033"


def _article(code: str, title: str, note: str, content: str, related: str = "", anchor: str = "77") -> str:
    note = f"<p class='pGhiChu'><a href='#'>({note})</a></p>" if note else ""
    related = f"<p class='pChiDan'>({related})</p>" if related else ""
    return f"<p class='pDieu'><a name='{anchor}'></a>Điều {code}. {title}</p>{note}<p class='pNoiDung'>{content}</p>{related}"


def _topic(*articles: str) -> bytes:
    head = "<h3>\n Đề mục 8.9 <br/> Vườn cây</h3><div class='_content'><p class='pChuong'><a name='1'></a>Chương I</p>"
    return f"\ufeff{head}{''.join(articles)}</div>\r\n".encode()


def _read(*articles: str) -> list[Reading]:
    """The readings; what the notes state is the same where the texts are not read."""
    readings = list(codification.read(_topic(*articles), "a.html"))
    stated = [(reading.stated, reading.named) for reading in readings if reading.stated]
    assert list(codification.stated_in(_topic(*articles), "a.html")) == stated
    return readings


def _texts(reading: Reading) -> list[str]:
    return [paragraph.text for paragraph in reading.paragraphs]


def test_interleaved_articles_come_apart_in_order_of_their_own_numbers() -> None:
    law, decree = _read(
        _article("8.9.LQ.8", "Quả", f"Điều 8 {SHORT}", "<p>Tám.</p>"),
        _article("8.9.NĐ.1.1", "Phạm vi", f"Điều 1 {DECREE}", "<p>Một.</p>"),
        _article("8.9.LQ.7a", "Lá", f"Điều 7a {SHORT}", "<p>1. Bảy a.</p>\n\n<p>2. Nữa.</p>", anchor="71"),
        _article("8.9.LQ.7", "Hoa", f"Điều 7 {LONG}", "<p>Bảy.</p>"),
    )
    assert (law.part, decree.part) == ("12/2031/QH20", "3/2033/NĐ-CP")
    assert _texts(law) == ["Điều 7. Hoa", "Bảy.", "Điều 7a. Lá", "1. Bảy a.", "2. Nữa.", "Điều 8. Quả", "Tám."]
    assert [(c.number, c.begin, c.anchor) for c in law.codified] == [("7", 0, "77"), ("7a", 2, "71"), ("8", 5, "77")]
    assert law.repairs[0].startswith("3 số của pháp điển được thay bằng số điều")
    assert "1 tiêu đề phần, chương, mục của đề mục pháp điển" in law.left_out
    assert decree.left_out == ()


def test_the_notes_state_the_document_and_what_changed_it_with_their_source() -> None:
    (law,) = _read(
        _article("8.9.LQ.1", "Cây", f"Điều 1 {LONG}", "<p>Một.</p>"),
        _article("8.9.LQ.2", "Lá", f"Điều 2 {CHANGED}", "<p>Hai.</p>"),
    )
    entry = law.stated
    assert entry is not None
    assert (entry.id, entry.type, entry.number, entry.title) == ("12-2031-qh20", "Luật", "12/2031/QH20", "Vườn cây")
    assert (entry.issuer, entry.issued, entry.in_force) == ("Quốc hội", date(2031, 5, 6), date(2032, 1, 1))
    assert dict(entry.sources)["issued"] == "pháp điển, đề mục 8.9, Điều 8.9.LQ.1"
    (relation,) = entry.relations
    assert (relation.kind, relation.target, relation.source) == (
        "amended_by",
        "5-2035-qh21",
        "pháp điển, đề mục 8.9, Điều 8.9.LQ.2",
    )
    (amender,) = law.named
    assert (amender.id, amender.number, amender.in_force) == ("5-2035-qh21", "5/2035/QH21", date(2035, 7, 1))
    assert law.codified[1].note == f"(Điều 2 {CHANGED})"


def test_notes_that_disagree_are_kept_as_claims() -> None:
    other = SHORT.replace("01/01/2032", "01/01/2034")
    articles = [_article(f"8.9.LQ.{n}", "Cây", f"Điều {n} {SHORT if n < 3 else other}", "<p>Chữ.</p>") for n in (1, 2, 3)]
    (law,) = _read(*articles)
    assert law.stated is not None
    assert law.stated.in_force == date(2032, 1, 1)
    assert [(c.field, c.value) for c in law.stated.disputed] == [("in_force", "01/01/2034")]


def test_related_articles_keep_anchor_and_title() -> None:
    links = (
        "<a href='#' onclick=\"ViewNoiDungPhapDien('55'); return false;\">Điều 8.9.LQ.5. Quả</a>; <a href='http://x'>Điều 9</a>"
    )
    (law,) = _read(_article("8.9.LQ.1", "Cây", f"Điều 1 {SHORT}", "<p>Một.</p>", f"Điều này có nội dung liên quan đến {links}"))
    assert law.codified[0].related == (("55", "Điều 8.9.LQ.5. Quả"), ("", "Điều 9"))


def test_an_article_without_note_belongs_to_no_document() -> None:
    law, unknown = _read(
        _article("8.9.LQ.1", "Cây", f"Điều 1 {SHORT}", "<p>Một.</p>"), _article("8.9.LQ.2", "Lá", "", "<p>Hai.</p>")
    )
    assert (unknown.part, unknown.stated, unknown.codified[0].number) == (codification.UNKNOWN_SOURCE, None, "")
    assert _texts(unknown) == ["Lá", "Hai."]
    assert len(law.codified) == 1


def test_an_article_without_number_gets_none() -> None:
    (law,) = _read(
        _article("8.9.LQ.4", "Phụ lục", f"Danh mục {SHORT}", "<p>Chữ.</p>"), _article("8.9.LQ.3", "", f"Điều 3 {SHORT}", "")
    )
    assert _texts(law) == ["Điều 3.", "Phụ lục", "Chữ."]
    assert [c.number for c in law.codified] == ["3", ""]


def test_a_topic_without_articles_is_reported() -> None:
    data = "<h3 style='x'>\n Đề mục 8.9 <br/> Vườn</h3><div class='_content'></div>".encode()
    assert codification.is_topic(data)
    with pytest.raises(UnreadableFile, match=r"^a\.html: đề mục pháp điển 8\.9 chưa có điều nào$"):
        list(codification.read(data, "a.html"))


def test_a_table_left_open_ends_with_its_article() -> None:
    (law,) = _read(
        _article("8.9.LQ.1", "Cây", f"Điều 1 {SHORT}", "<table><tr><td><p>Ô</div></td>"),
        _article("8.9.LQ.2", "Lá", f"Điều 2 {SHORT}", "<p>Hai.</p>"),
    )
    assert [(p.text, p.kind) for p in law.paragraphs][1:] == [("Ô", "table"), ("Điều 2. Lá", "text"), ("Hai.", "text")]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>Một <em>hai</em>ba</p>", ["Một haiba"]),  # inline elements never part a word
        ("<p>Một<br/>hai</p>ba<div>bốn</div>năm", ["Một", "hai", "ba", "bốn", "năm"]),
        ("<p1. Cây được trồng.</p>", ["<p1. Cây được trồng."]),  # a mark that opens no element is text
        ("<p>Nộp <giải thể> đến <đăng ký></p>", ["Nộp <giải thể> đến <đăng ký>"]),
        ("<p>dưới <5 km, (<)</p>", ["dưới <5 km, (<)"]),
        ("<p>a</p</p><p>b</p>", ["a", "b"]),
        ("<p>a<!-- ghi --> b<script>x</script></p>", ["a b"]),
        ("<ol start='3'><li>Cây</li><li>Lá</li></ol>", ["3. Cây", "4. Lá"]),
        ("<ol style='list-style-type:lower-alpha'><li>Cây</li><li value='4'>Lá</li></ol>", ["a. Cây", "d. Lá"]),
        ("<ul><li>Cây</li><li> </li></ul>", ["- Cây", " "]),
        ("a&amp;b &lt;p&gt; &#123;", ["a&b <p> {"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_fragment_gives_its_paragraphs(markup: str, texts: list[str]) -> None:
    assert [piece.text for piece in pieces_of(markup, Counter()) if piece.text.strip() or piece.text in texts] == texts


def test_markup_nested_too_deep_is_reported_with_its_article() -> None:
    with pytest.raises(TooDeep):
        list(pieces_of("<div>" * 5000 + "chữ", Counter()))
    with pytest.raises(UnreadableFile, match=r"^a\.html: Điều 8\.9\.LQ\.1: thẻ HTML lồng nhau quá sâu"):
        _read(_article("8.9.LQ.1", "Cây", f"Điều 1 {SHORT}", "<div>" * 5000 + "chữ"))


_LAW = Noted("Luật", "12/2031/QH20", in_force=date(2032, 1, 1))


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (f"(Điều 7a {SHORT})", SourceNote("7a", _LAW)),
        (f"((Điều 7 {SHORT}))", SourceNote("7", _LAW)),  # doubled brackets
        (f"(Mục IV {SHORT})", SourceNote("", _LAW)),  # no Điều, no number
        (f"({SHORT})", SourceNote("", _LAW)),
        ("(Điều 2 Thông tư số 7 /2031/TT- BCA)", SourceNote("2", Noted("Thông tư", "7/2031/TT-BCA"))),  # spaces in a number
        ("(Điều 2 Thông tư số liên tịch 7/2031/TTLT-BCA)", SourceNote("2", Noted("Thông tư liên tịch", "7/2031/TTLT-BCA"))),
        ("(Điều 2 Nghị định số 7/2031/nđ-cp)", SourceNote("2", Noted("Nghị định", "7/2031/nđ-cp"))),  # typed in small letters
        (
            "(Điều 1 Nghị định số 8/2031/NĐ-CP Bãi bỏ Nghị định số 9/2031/NĐ-CP ngày 01/02/2031 của Chính phủ)",
            SourceNote(
                "1", Noted("Nghị định", "8/2031/NĐ-CP", "Bãi bỏ Nghị định số 9/2031/NĐ-CP ngày 01/02/2031 của Chính phủ")
            ),
        ),  # whose date it is cannot be told
        (
            "(Điều 2 Pháp lệnh Về Vườn cây, có hiệu lực thi hành kể từ ngày 31/05/1995)",
            SourceNote("2", Noted("Pháp lệnh", "", "Về Vườn cây", in_force=date(1995, 5, 31))),
        ),
        ("(Thông tư này bãi bỏ: 1. Thông tư số 15/2010/TT-BCA)", SourceNote("", None)),  # text, not a designation
        ("", SourceNote("", None)),
    ],
)
def test_a_note_says_what_it_writes_and_no_more(note: str, expected: SourceNote) -> None:
    assert parse_note(note) == expected


_INLINE = st.text(alphabet="aáb1đế .<>&;\u00a0\u0301", min_size=1, max_size=12).map(escape)
_BLOCK = st.recursive(
    _INLINE,
    lambda inner: st.tuples(
        st.sampled_from(["p", "div", "em", "strong", "span", "table><tr><td", "font"]), st.lists(inner, max_size=3)
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}" + ("</td></tr></table>" if ">" in pair[0] else f"</{pair[0]}>")),
    max_leaves=10,
)


def _solid(text: str) -> str:
    """`text` without white space and what `finish` repairs, decomposed: paragraphs part what would compose."""
    dropped = r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+"
    return re.sub(dropped, "", unicodedata.normalize("NFD", repair_eth(text)))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.lists(_BLOCK, max_size=4).map("".join)), min_size=1, max_size=5)
)
def test_nothing_of_any_topic_is_lost(articles: list[tuple[int, bool, str]]) -> None:
    readings = _read(*(_article(f"8.9.LQ.{n}", "T", f"Điều {n} {SHORT if law else DECREE}", html) for n, law, html in articles))
    assert sum(len(r.codified) for r in readings) == len(articles)
    ours = Counter(_solid("".join(_texts(reading))) for reading in readings)
    expected = Counter()
    for law in {law for _, law, _ in articles}:
        own = sorted(((n, html) for n, is_law, html in articles if is_law == law), key=lambda pair: pair[0])
        parts = [f"Điều{n}.T{BeautifulSoup(html, 'lxml').get_text()}" for n, html in own]
        expected[_solid("".join(parts))] += 1
    assert ours == expected


def test_nothing_of_real_topics_is_lost(shared: Path) -> None:
    """Every 60th topic: the text of each article, taken with BeautifulSoup from its stretch of the file, is in the readings."""
    for path in sorted((shared / "corpora" / "phapdien" / "demuc").glob("*.html"))[::60]:
        text = path.read_bytes().decode("utf-8-sig")
        stretches = re.findall(r"<p class='pNoiDung'>(.*?)(?=<p class='p(?:Dieu|Chuong|ChiDan)'>|\Z)", text, re.DOTALL)
        if not stretches:
            continue
        readings = list(codification.read(text.encode(), "a.html"))
        ours = "".join(_solid("".join(_texts(reading))) for reading in readings)
        headings = sum(len(_solid(re.sub(r"<[^>]*>", "", h))) for h in re.findall(r"<p class='pDieu'>(.*?)</p>", text))
        contents = [_solid(BeautifulSoup(stretch, "lxml").get_text()) for stretch in stretches]
        assert sum(len(reading.codified) for reading in readings) == len(contents)
        # In a list the numbers of its items are added, as the page shows them.
        marked = re.compile(r"<(?:li|sup|del|strike)\b", re.IGNORECASE)  # what is struck is left out, what is raised stays so
        plain = [c for c, stretch in zip(contents, stretches, strict=True) if not marked.search(stretch)]
        assert [c for c in plain if c not in ours] == [], path.name
        markers = 4 * text.count("<li")
        assert sum(map(len, contents)) < len(ours) <= sum(map(len, contents)) + headings + markers, path.name
