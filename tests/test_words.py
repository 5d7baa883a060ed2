"""Words of several syllables: completions, snippets and keywords keep them whole; they find Điều on the same matter, and what a
paragraph may cite."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from kb import build, views
from kb.commands import main
from kb.errors import SegmentationUnavailable
from kb.generation import Generation
from kb.index import Unit, completed
from kb.language.segment import segmenter
from kb.materials.checking import check
from kb.materials.material import cite_text
from kb.published import Published
from kb.search.search import search
from kb.search.similar import matter
from kb.search.snippets import LENGTH, Highlighter
from kb.search.tables import SearchTables
from tests.indexes import index_of
from webapp import create_app

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 24)

HEAD = """{issuer}

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM

{number}

Hà Nội, ngày {day}

"""
LAW = """LUẬT

NUÔI ONG

Điều 1. Phạm vi điều chỉnh

Luật này quy định về nuôi ong lấy mật và quản lý nhà nước về nuôi ong.

Điều 2. Đăng ký trại ong

Chủ trại ong nộp hồ sơ đăng ký trại ong tại Ủy ban nhân dân xã trước ngày đặt tổ ong.

Điều 3. Khoảng cách giữa các trại ong

Hai trại ong cách nhau ít nhất một nghìn mét. Người nuôi ong thông báo nơi đặt tổ ong cho hộ liền kề.

Điều 4. Thu hoạch mật ong

1. Mật ong được thu hoạch khi nắp tổ đã kín.

2. Người thu hoạch mật ong không dùng khói độc và để lại cho đàn ong phần mật đủ qua mùa đông.

Điều 5. Kiểm dịch đàn ong

Đàn ong chuyển sang tỉnh khác phải có giấy chứng nhận kiểm dịch do cơ quan thú y cấp, trong đó ghi số đàn và nơi đến.
"""
DECREE = """NGHỊ ĐỊNH

QUY ĐỊNH CHI TIẾT VỀ NUÔI ONG

Điều 1. Hồ sơ đăng ký trại ong

Hồ sơ đăng ký trại ong gồm đơn đăng ký và sơ đồ nơi đặt tổ ong, nộp tại Ủy ban nhân dân xã.

Điều 2. Giấy chứng nhận kiểm dịch đàn ong

Cơ quan thú y cấp giấy chứng nhận kiểm dịch đàn ong trong ba ngày. Đàn ong có bệnh không được chuyển sang tỉnh khác.

Điều 3. Hiệu lực thi hành

Nghị định này có hiệu lực từ ngày 01/7/2012.
"""
FACTS = """
[[document]]
id = "911-2011-qh13"
type = "Luật"
number = "911/2011/QH13"
issued = 2011-06-05
title = "Nuôi ong"
in_force = 2012-01-01
source = "bản mô phỏng dùng cho kiểm thử"

[[document]]
id = "912-2012-nd-cp"
type = "Nghị định"
number = "912/2012/NĐ-CP"
issued = 2012-05-10
title = "Quy định chi tiết về nuôi ong"
in_force = 2012-07-01
source = "bản mô phỏng dùng cho kiểm thử"

[[document]]
id = "01-vbhn-vpqh-2013"
type = "Văn bản hợp nhất"
number = "01/VBHN-VPQH"
issued = 2013-06-05
title = "Luật Nuôi ong"
consolidates = ["911-2011-qh13"]
source = "bản mô phỏng dùng cho kiểm thử"
"""


def _write(folder: Path) -> Path:
    folder.mkdir()
    (folder / "catalogue.toml").write_text(FACTS, "utf-8")
    for issuer, number, day, text in (
        ("QUỐC HỘI", "Luật số: 911/2011/QH13", "05 tháng 6 năm 2011", LAW),
        ("CHÍNH PHỦ", "Số: 912/2012/NĐ-CP", "10 tháng 5 năm 2012", DECREE),
        ("VĂN PHÒNG QUỐC HỘI", "Số: 01/VBHN-VPQH", "05 tháng 6 năm 2013", LAW),
    ):
        head = HEAD.format(issuer=issuer, number=number, day=day)
        (folder / f"{number.split('/')[-1]}.txt").write_text(head + text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    build.build([_write(folder / "corpus")], folder / "data")
    return folder / "data"


@pytest.fixture(scope="module")
def bees(data: Path) -> Generation:
    return Published(data).current()


def test_the_imitations_are_three_documents(bees: Generation) -> None:
    assert bees.with_text == {"911-2011-qh13", "912-2012-nd-cp", "01-vbhn-vpqh-2013"}


# Two syllables that stand side by side, and whether they are in one word.
PAIRS = [
    ("thu", "hoạch", True),
    ("nhân", "dân", True),
    ("ban", "nhân", False),  # "Ủy ban" and "nhân dân" are two words
    ("ong", "tại", False),
    ("hoạch", "thu", False),  # stand so nowhere
    ("zz", "dân", False),  # in no text
    ("", "", False),
]


@pytest.mark.parametrize(("one", "two", "joins"), PAIRS)
def test_most_texts_say_whether_two_syllables_are_in_one_word(bees: Generation, one: str, two: str, joins: bool) -> None:
    assert bees.index.dictionary.joins(one, two) is joins


# What is typed, and the completions: whole words, also where the first syllable of one is typed in full.
TYPED = [
    ("đăng k", ["đăng ký"]),
    ("đăng", ["đăng ký"]),
    ("mật ong được th", ["mật ong được thu hoạch"]),
    ("dang ky trai o", ["đăng ký trại ong"]),
    ("Ủy ban nh", ["Ủy ban nhân dân"]),
    ("ủy b", ["ủy ban"]),  # the second syllable of a word ends it
    ("kiểm dịch ", []),  # a blank finishes the word
    ("zz", []),
]


@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_completions_are_whole_words(bees: Generation, typed: str, expected: list[str]) -> None:
    assert completed(bees.index, typed, {}, 1) == expected


# What is typed over texts that have "hòa giải thành" and, elsewhere, "giải quyết": what stands in a row nowhere is not offered.
IN_A_ROW = [("hòa gi", ["hòa giải viên", "hòa giải"]), ("án giải q", ["án giải quyết"])]


@pytest.mark.parametrize(("typed", "expected"), IN_A_ROW)
def test_a_completion_stands_in_some_text(tmp_path: Path, typed: str, expected: list[str]) -> None:
    texts = ["các bên tự hòa giải rồi tòa án giải quyết", "hòa giải viên báo tòa án giải quyết vụ việc"] * 3
    units = [Unit("luat", f"art_{n}", f"art_{n}", "", "", "", text) for n, text in enumerate(texts, 1)]
    assert completed(index_of(tmp_path / "made", units), typed, {}, 3) == expected


WORDS = {("thi", "hành"), ("pháp", "luật"), ("trách", "nhiệm")}


def highlighter(*asked: str) -> Highlighter:
    return Highlighter(asked, (), {}, lambda one, two: (one, two) in WORDS)


# What is asked for, a text, and what is highlighted in it.
HIGHLIGHTED = [
    (("thi", "hành"), "cơ quan thi hành án", ["thi hành"]),
    (("hành", "án"), "cơ quan Thi hành án", ["Thi hành án"]),  # the word that it begins inside
    (("luật",), "theo pháp luật và luật khác", ["pháp luật", "luật"]),
    (("án", "thi"), "bản án thi hành", ["án thi hành"]),  # the word that it ends inside
    (("hành",), "thi, hành", ["hành"]),  # a mark parts words
    (("hành",), "thi\nhành", ["hành"]),  # so does the end of a line
    (("án",), "cơ quan thi hành án", ["án"]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "text", "expected"), HIGHLIGHTED)
def test_what_is_highlighted_begins_and_ends_with_words(asked: tuple[str, ...], text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in highlighter(*asked).spans(text)] == expected


@pytest.mark.parametrize("shift", range(12))
def test_a_snippet_neither_begins_nor_ends_inside_a_word(shift: int) -> None:
    """Wherever the cuts would fall, there is a word of two syllables."""
    text = "x" * shift + " " + "thi hành " * 60 + "tòa án " + "thi hành " * 60
    snippet, highlights = highlighter("tòa", "án").snippet(text)
    assert snippet.startswith("… thi hành ")
    assert snippet.endswith(" thi hành …")
    assert len(snippet) <= LENGTH + 4
    assert [snippet[start:end] for start, end in highlights] == ["tòa án"]


def test_a_snippet_of_one_long_word_is_cut_somewhere() -> None:
    text = "thi" * 300
    snippet, _ = highlighter("án").snippet(text)
    assert len(snippet) <= LENGTH + 4


# A provision, its keywords (some of them), and what is on the same matter, the best first.
MATTERS = [
    ("911-2011-qh13", "art_2", {"trại ong"}, "912-2012-nd-cp art_1"),
    ("911-2011-qh13", "art_5", {"Kiểm dịch", "thú y"}, "912-2012-nd-cp art_2"),
    ("911-2011-qh13", "art_4__para_2", {"Thu hoạch mật ong"}, None),  # what its Điều is about
    ("912-2012-nd-cp", "art_2", set(), "911-2011-qh13 art_5"),
]


@pytest.mark.parametrize(("document", "eid", "keywords", "first"), MATTERS)
def test_a_dieu_has_keywords_and_others_on_the_same_matter(
    bees: Generation, document: str, eid: str, keywords: set[str], first: str | None
) -> None:
    about = matter(bees, document, eid, TODAY)
    assert keywords <= set(about.keywords)
    similar = [f"{one.document} {one.eid}" for one in about.similar]
    assert similar[:1] == ([first] if first else similar[:1])
    # neither itself, nor the same Điều of the consolidation
    own = eid.partition("__")[0]
    assert not {f"911-2011-qh13 {own}", f"01-vbhn-vpqh-2013 {own}"}.intersection(similar) or document == "912-2012-nd-cp"
    assert f"{document} {own}" not in similar
    assert len(similar) <= 5


# What is no Điều with a text has neither.
@pytest.mark.parametrize(("document", "eid"), [("911-2011-qh13", "art_99"), ("khong-co", "art_1")])
def test_what_has_no_text_is_about_nothing(bees: Generation, document: str, eid: str) -> None:
    about = matter(bees, document, eid, TODAY)
    assert (about.keywords, about.similar) == ((), ())


def test_similar_provisions_bear_the_status_of_the_day_in_json(bees: Generation) -> None:
    shown = views.provision_json(bees, "911-2011-qh13", "art_2", date(2012, 6, 1))
    assert shown["keywords"]
    first = shown["similar"][0]
    assert set(first) == {
        "document", "eid", "label", "heading", "url", "status", "status_note", "status_reason", "badge", "tone",
    }  # fmt: skip
    assert (first["heading"], first["status"]) == ("Hồ sơ đăng ký trại ong", "Chưa có hiệu lực")
    earlier = views.provision_json(bees, "911-2011-qh13", "art_2", date(2012, 3, 1))
    assert earlier["similar"] == [], "what is not issued by the day is not told of"


# A paragraph of a material, and the provision that it may cite, if any.
_REGISTERING = "Chủ trại ong phải nộp hồ sơ đăng ký trại ong tại Ủy ban nhân dân xã trước ngày đặt tổ ong ở nơi mới."
PARAGRAPHS = [
    (_REGISTERING, "911-2011-qh13 art_2"),
    (f"{_REGISTERING} Theo Điều 2 Luật Nuôi ong số 911/2011/QH13.", None),  # it cites
    ("Chủ trại ong nộp hồ sơ đăng ký.", None),  # too short
    ("Buổi họp diễn ra lúc tám giờ sáng ở hội trường tầng hai, đề nghị các đồng chí đến đúng giờ.", None),  # on nothing here
    ("", None),
]


@pytest.mark.parametrize(("paragraph", "expected"), PARAGRAPHS)
def test_a_paragraph_that_cites_nothing_gets_the_provision_that_it_is_about(
    bees: Generation, paragraph: str, expected: str | None
) -> None:
    text = f"Phổ biến Luật Nuôi ong số 911/2011/QH13.\n{paragraph}\n"
    found = check(bees, text, cite_text(bees, text, TODAY), TODAY).suggestions
    assert [f"{one.document} {one.eid}" for one in found] == ([expected] if expected else [])
    assert all((one.line, text[one.start : one.end]) == (2, paragraph) for one in found)


def test_only_what_the_material_cites_is_suggested_where_it_cites_anything(bees: Generation) -> None:
    text = f"Phổ biến Nghị định số 912/2012/NĐ-CP.\n{_REGISTERING}"
    found = check(bees, text, cite_text(bees, text, TODAY), TODAY).suggestions
    assert {one.document for one in found} <= {"912-2012-nd-cp"}


def test_what_is_not_in_force_on_the_day_is_not_suggested(bees: Generation) -> None:
    text, on = f"Phổ biến Luật Nuôi ong số 911/2011/QH13.\n{_REGISTERING}", date(2011, 7, 1)
    assert check(bees, text, cite_text(bees, text, on), on).suggestions == ()


def test_check_prints_what_paragraphs_may_cite(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tai-lieu.txt"
    file.write_text(f"Phổ biến Luật Nuôi ong số 911/2011/QH13.\n{_REGISTERING}\n", "utf-8")
    assert main(["check", str(file), "--data", str(data)]) == 0
    assert "dòng 2: chưa viện dẫn; có thể viện dẫn Điều 2 Luật Nuôi ong số 911/2011/QH13" in capsys.readouterr().out


def test_show_prints_keywords_and_similar_provisions(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "911-2011-qh13/art_2", "--data", str(data)])
    printed = capsys.readouterr().out
    assert "\nTừ khóa: " in printed
    assert "\nĐiều tương tự:\n  Điều 1 Nghị định số 912/2012/NĐ-CP" in printed


def test_the_page_of_a_provision_lists_similar_ones_and_keywords_as_links(data: Path) -> None:
    client = create_app(data, {"TODAY": lambda: TODAY}).test_client()
    page = BeautifulSoup(client.get("/van-ban/911-2011-qh13/dieu-2").text, "lxml")
    section = page.select_one("#tuong-tu")
    assert section is not None
    assert section.text == "Điều tương tự"
    links = {str(link["href"]): link.text for link in section.parent.select("a")} if section.parent else {}
    assert links["/van-ban/912-2012-nd-cp/dieu-1"] == "Điều 1 Nghị định số 912/2012/NĐ-CP ngày 10/5/2012"
    assert "trại ong" in links.values()
    (keyword,) = (href for href, text in links.items() if text == "trại ong")
    assert client.get(keyword).status_code == 200
    assert page.select_one("#tuong-tu ~ ul .badge") is not None


def test_the_page_of_a_checked_material_says_what_paragraphs_may_cite(data: Path) -> None:
    client = create_app(data, {"TODAY": lambda: TODAY}).test_client()
    pasted = f"Phổ biến Luật Nuôi ong số 911/2011/QH13.\n{_REGISTERING}"
    page = BeautifulSoup(client.post("/lien-ket", data={"van-ban": pasted}).text, "lxml")
    (suggested,) = (item for item in page.select(".findings li") if "có thể viện dẫn" in item.text)
    assert [str(link["href"]) for link in suggested.select("a")] == ["#dong-2", "/van-ban/911-2011-qh13/dieu-2"]


def test_a_build_without_the_segmenter_fails_clearly_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, into = _write(tmp_path / "corpus"), tmp_path / "data"
    segmenter.cache_clear()
    monkeypatch.setitem(sys.modules, "pyvi", None)
    with pytest.raises(SegmentationUnavailable, match="thiếu gói pyvi"):
        build.build([corpus], into)
    assert Published(into).number() is None


def test_answering_needs_no_segmenter(data: Path) -> None:
    code = f"""
import sys
sys.modules["pyvi"] = None
from datetime import date
from pathlib import Path
import kb
generation, on = kb.Published(Path({str(data)!r})).current(), date.today()
text = {_REGISTERING!r}
print(kb.search(generation, "đăng ký trại ong").total > 0, kb.suggest(generation, "đăng k").completions[:1],
      len(kb.matter(generation, "911-2011-qh13", "art_2", on).similar) > 0, len(kb.check(generation, text, (), on).suggestions))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8")
    assert done.stdout.strip() == "True ('đăng ký',) True 1"


def test_search_keeps_words_whole_in_its_hits(bees: Generation) -> None:
    (first, *_) = search(bees, "hoạch mật", on=TODAY).hits
    highlighted = [first.snippet[start:end].lower() for start, end in first.highlights]
    assert highlighted
    assert all(not text.startswith("hoạch") for text in highlighted)


def test_the_dictionary_is_what_tables_share(bees: Generation) -> None:
    assert bees.derived(SearchTables).index.dictionary is bees.index.dictionary
