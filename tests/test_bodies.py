"""Bodies that have ended: their names in texts, what became of each, and where it is said."""

import random
import re
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import kb
from kb import build as builder
from kb import views
from kb.catalogue import BODIES_FILE, load_bodies, read_bodies
from kb.catalogue.bodies_file import bodies_of
from kb.errors import CatalogueError
from kb.generation import Generation
from kb.language.text import one_i_style, search_key
from kb.law.bodies import Bodies, all_bodies_in, bodies_in, ended_bodies
from kb.law.results import CheckResult
from kb.materials.checking import check
from kb.materials.material import cite_text
from kb.published import Published
from kb.search.names_now import names_now
from kb.search.search import search
from webapp import create_app

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "corpus" / BODIES_FILE
TODAY = date(2026, 11, 23)
DIRECTIVE = "chi-thi-thads-thahc"

TABLE = """
[[body]]
id = "chi-cuc-khoai"
name = "Chi cục Trồng khoai"
forms = ["Trạm khoai cấp huyện"]
kind = "cơ quan"
side = "Nhà nước"
level = "huyện"
to = 2034-12-31
ended_by = "9-2034-qh20/art_2"
source = "Điều 2 Luật số 9/2034/QH20"
[[body.successors]]
field = "giữ giống"
name = "Sở Khoai"
clause = "9-2034-qh20/art_3__para_1"
from = 2035-01-01
[[body.successors]]
field = "giữ giống"
name = "Cục Khoai"
clause = "9-2036-qh20/art_1"
from = 2036-01-01

[[body]]
id = "cuc-khoai"
name = "Cục Trồng khoai"
forms = ["Cục khoai cấp tỉnh"]
kind = "cơ quan"
side = "Nhà nước"
level = "tỉnh"
to = 2034-12-31
at_latest = true
ended_by = "9-2034-qh20/art_2"
source = "Điều 2 Luật số 9/2034/QH20"
[[body.successors]]
field = "tên"
name = "Sở Khoai"
clause = "9-2034-qh20/art_3__para_2"
from = 2035-01-01
renames = true

[[body]]
id = "tong-cuc-khoai"
name = "Tổng cục Trồng khoai"
kind = "cơ quan"
side = "Nhà nước"
level = "trung ương"
unclear_from = 2034-06-01
source = "Kết luận số 1-KL/TW"

[[body]]
id = "ubnd"
name = "Ủy ban nhân dân cấp huyện"
kind = "cơ quan"
side = "Nhà nước"
level = "huyện"
to = 2034-12-31
ended_by = "9-2034-qh20/art_2"
source = "Điều 2 Luật số 9/2034/QH20"

[[body]]
id = "ubnd-cap-tinh"
name = "Ủy ban nhân dân cấp tỉnh"
kind = "cơ quan"
side = "Nhà nước"
level = "tỉnh"
source = "Điều 1 Luật số 9/2034/QH20"

[[body]]
id = "uy-huyen"
name = "Huyện ủy"
kind = "tổ chức"
side = "Đảng"
level = "huyện"
unclear_from = 2034-06-01
source = "Kết luận số 1-KL/TW"

[[body]]
id = "tand"
name = "Tòa án nhân dân cấp huyện"
forms = ["Tòa án nhân dân"]
kind = "cơ quan"
side = "Nhà nước"
level = "huyện"
to = 2034-12-31
ended_by = "9-2034-qh20/art_2"
source = "Điều 2 Luật số 9/2034/QH20"

[[body]]
id = "tram-mot"
name = "Trạm giống"
kind = "cơ quan"
side = "Nhà nước"
level = "xã"
to = 2034-12-31
ended_by = "9-2034-qh20/art_2"
source = "Điều 2"

[[body]]
id = "tram-hai"
name = "Trạm Giống"
kind = "tổ chức"
side = "Mặt trận, đoàn thể"
level = "xã"
to = 2034-12-31
ended_by = "9-2034-qh20/art_2"
source = "Điều 2"
"""
BODIES = Bodies(bodies_of(TABLE, "bảng"))
LATER, BEFORE = date(2035, 6, 1), date(2034, 12, 31)

# text, the bodies in it by id with the words that name them
MENTIONS: list[tuple[str, list[tuple[str, str]]]] = [
    # a name as it is, in another case, in another tone style, short
    ("Chi cục Trồng khoai nộp giống.", [("chi-cuc-khoai", "Chi cục Trồng khoai")]),
    ("CHI CỤC TRỒNG KHOAI", [("chi-cuc-khoai", "CHI CỤC TRỒNG KHOAI")]),
    ("Uỷ ban nhân dân huyện họp", [("ubnd", "Uỷ ban nhân dân huyện")]),
    ("UBND cấp huyện họp", [("ubnd", "UBND cấp huyện")]),
    ("TAND cấp huyện xử", [("tand", "TAND cấp huyện")]),
    ("Toà án nhân dân quận 3 xử", [("tand", "Toà án nhân dân quận 3")]),
    # short in the middle
    ("Chi cục trồng khoai, Đội TAND cấp huyện", [("chi-cuc-khoai", "Chi cục trồng khoai"), ("tand", "TAND cấp huyện")]),
    # units in a list, with and without "các"
    ("UBND các huyện, thị xã, thành phố họp", [("ubnd", "UBND các huyện, thị xã, thành phố")]),
    ("UBND huyện, quận, thị xã, thành phố thuộc tỉnh họp", [("ubnd", "UBND huyện, quận, thị xã, thành phố thuộc tỉnh")]),
    ("UBND quận và thị xã", [("ubnd", "UBND quận và thị xã")]),
    ("UBND cấp tỉnh, cấp huyện họp", [("ubnd", "UBND cấp tỉnh, cấp huyện")]),
    ("UBND tỉnh, UBND các huyện họp", [("ubnd", "UBND các huyện")]),
    # with the name of the locality; not the word after it
    ("UBND huyện Khoai Lang họp", [("ubnd", "UBND huyện Khoai Lang")]),
    ("Cục khoai tỉnh Khoai Môn nộp", [("cuc-khoai", "Cục khoai tỉnh Khoai Môn")]),
    ("UBND huyện Luật này giao", [("ubnd", "UBND huyện")]),
    ("theo UBND huyện. Điều 5 nói", [("ubnd", "UBND huyện")]),
    # the longest name
    ("Tổng cục Trồng khoai và Cục Trồng khoai", [("tong-cuc-khoai", "Tổng cục Trồng khoai"), ("cuc-khoai", "Cục Trồng khoai")]),
    # spaces of other kinds, none across lines
    ("UBND\u00a0cấp  huyện", [("ubnd", "UBND\u00a0cấp  huyện")]),
    ("Chi cục\nTrồng khoai", []),
    # a town may be a province; a word may be longer; another level
    ("UBND thành phố họp", []),
    ("UBND thành phố Khoai, huyện Môn", []),
    ("UBND cấp xã họp", []),
    ("huyện ủy", [("uy-huyen", "huyện ủy")]),
    ("UBND huyện ủy", [("uy-huyen", "huyện ủy")]),
    # "ủy" of another word is no committee of the Party
    ("UBND cấp huyện ủy thác cho Huyện ủy", [("ubnd", "UBND cấp huyện"), ("uy-huyen", "Huyện ủy")]),
    ("cấp huyện ủy quyền, huyện Ủy ban nhân dân", []),
    ("Chi cục Trồng khoaix", []),
    ("xUBND huyện", []),
    # two bodies of one name
    ("Trạm giống mở cửa", []),
    # the name of a law, the title of a document, words that a clause replaces
    ("Luật Tổ chức Tòa án nhân dân quy định", []),
    ("Luật tổ chức Hội đồng nhân dân và UBND huyện", []),
    ("pháp luật, Tòa án nhân dân cấp huyện xử", [("tand", "Tòa án nhân dân cấp huyện")]),
    ("Nghị định số 3/2030/NĐ-CP quy định cơ quan thuộc UBND huyện, quận, thị xã", []),
    ("Nghị định số 3/2030/NĐ-CP về giống, Chi cục Trồng khoai nộp", [("chi-cuc-khoai", "Chi cục Trồng khoai")]),
    ("Nghị định số 3/2030/NĐ-CP ngày 01/02/2030 của Chính phủ về UBND huyện. UBND huyện họp", [("ubnd", "UBND huyện")]),
    ("Thay thế cụm từ “UBND cấp huyện” bằng cụm từ “UBND cấp xã”; UBND huyện họp", [("ubnd", "UBND huyện")]),
    # nothing at all
    ("", []),
    ("khoai", []),
]


@pytest.mark.parametrize(("text", "expected"), MENTIONS, ids=[repr(text)[:60] for text, _ in MENTIONS])
def test_a_text_names_bodies_by_their_longest_names(text: str, expected: list[tuple[str, str]]) -> None:
    found = bodies_in(BODIES, text, LATER)
    assert [(one.body.id, text[one.start : one.end]) for one in found] == expected


def test_before_a_body_has_ended_nothing_is_said() -> None:
    text = "Chi cục Trồng khoai, Tổng cục Trồng khoai"
    assert bodies_in(BODIES, text, date(2034, 5, 31)) == ()
    assert [one.body.id for one in bodies_in(BODIES, text, BEFORE)] == ["tong-cuc-khoai"]
    assert [one.body.id for one in ended_bodies(BODIES, text, LATER)] == ["chi-cuc-khoai"]
    assert next(body.id for _, _, body in all_bodies_in(BODIES, f"UBND tỉnh và {text}")) == "ubnd-cap-tinh"


# the day, who keeps the seed on it
SUCCESSORS = [
    (date(2035, 1, 1), ["Sở Khoai"]),
    (date(2035, 12, 31), ["Sở Khoai"]),
    (date(2036, 1, 1), ["Cục Khoai"]),
]


@pytest.mark.parametrize(("on", "names"), SUCCESSORS)
def test_a_field_of_work_has_the_successor_of_the_day(on: date, names: list[str]) -> None:
    (mention,) = bodies_in(BODIES, "Chi cục Trồng khoai", on)
    assert [one.name for one in mention.successors] == names


def test_to_find_names_takes_time_linear_in_the_text() -> None:
    shapes = ["UBND ", "UBND các huyện, ", "Nghị định số 3/2030/NĐ-CP ", "từ “", "luật tổ chức ", "UBND cấp tỉnh, cấp tỉnh, "]

    def spent(text: str) -> float:
        begun = time.process_time()
        bodies_in(BODIES, text, LATER)
        return time.process_time() - begun

    for shape in shapes:
        short, long = (min(spent(shape * count) for _ in range(3)) for count in (2000, 16000))
        assert long < 40 * short + 0.05, shape


BODY = '[[body]]\nid = "a"\nname = "A"\nkind = "cơ quan"\nside = "Đảng"\nlevel = "tỉnh"\nsource = "Điều 1"\n'
SUCCESSOR = '[[body.successors]]\nfield = "b"\nname = "C"\nclause = "x/art_1"\nfrom = 2035-01-01\n'
# what is written, what the message says
WRONG = [
    ("[[body]\n", "không đúng cú pháp TOML"),
    ("[[office]]\n", "chỉ nhận các mục [[body]]"),
    (BODY.replace("source", "nguon"), "không có khóa “nguon”"),
    (BODY.replace('source = "Điều 1"\n', ""), "cơ quan thứ 1 (a): thiếu “source”"),
    (BODY.replace('"a"', '"A b"'), "“id” chỉ gồm chữ thường"),
    (BODY.replace('"cơ quan"', '"sở"'), "“kind” phải là một trong: cơ quan, tổ chức, chức danh"),
    (BODY.replace('"tỉnh"', '"vùng"'), "“level” phải là một trong"),
    (BODY + "to = 2034-12-31\n", "“to” và “ended_by”"),
    (BODY + 'to = "mai"\n', "“to” phải là một ngày"),
    (BODY + 'to = 2034-12-31\nended_by = "Điều 3"\n', "“ended_by” viết như"),
    (BODY + 'from = 2035-01-01\nto = 2034-12-31\nended_by = "x/art_1"\n', "“to” đứng trước “from”"),
    (BODY + "forms = [1]\n", "“forms” phải là một danh sách chuỗi"),
    (BODY + SUCCESSOR.replace("clause", "dieu"), "kế tục thứ 1: không có khóa “dieu”"),
    (BODY + SUCCESSOR.replace('clause = "x/art_1"\n', ""), "kế tục thứ 1: thiếu “clause”"),
    (BODY + BODY.replace('"A"', '"B"'), "cơ quan thứ 2: id “a” đã có ở trên"),
]


@pytest.mark.parametrize(("text", "says"), WRONG, ids=[says for _, says in WRONG])
def test_a_wrong_entry_is_one_line_that_names_file_and_entry(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / BODIES_FILE
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError, match=re.escape(says)) as error:
        load_bodies(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_another_table_adds_bodies_and_changes_none(tmp_path: Path) -> None:
    own, other = tmp_path / "a.toml", tmp_path / "b.toml"
    own.write_text(BODY + SUCCESSOR, "utf-8")
    other.write_text(BODY.replace('"a"', '"b"'), "utf-8")
    assert list(read_bodies([own, other, own]).by_id) == ["a", "b"]
    other.write_text(BODY.replace("Điều 1", "Điều 2"), "utf-8")
    with pytest.raises(CatalogueError, match=r"b\.toml: id “a” đã có"):
        read_bodies([own, other])


def test_any_text_is_answered() -> None:
    pieces = [
        "UBND",
        " huyện",
        ", ",
        "các ",
        "Luật số 1/2035/QH1 về ",
        "“",
        "”",
        "từ ",
        "\n",
        "Chi cục Trồng khoai",
        "cấp ",
        "5",
    ]
    shuffled = random.Random(7)
    for _ in range(300):
        text = "".join(shuffled.choices(pieces, k=40))
        found = bodies_in(BODIES, text, LATER)
        assert all(0 <= one.start < one.end <= len(text) for one in found)
        assert all(one.end <= two.start for one, two in pairwise(found))


# ---- What ships ------------------------------------------------------------------------------------------------------


def test_each_body_that_ships_has_a_source_and_no_successor_without_its_end_or_doubt() -> None:
    for body in load_bodies(SHIPPED):
        assert body.source
        assert not body.successions or body.until or body.unclear_since, body.id
        assert all(one.since >= (body.gone_from or body.unclear_since or one.since) for one in body.successions), body.id


def test_each_clause_that_ships_stands_in_the_text_and_names_the_successor(real: Generation) -> None:
    def written(text: str) -> str:
        return one_i_style(search_key(" ".join(text.split())))

    for body in load_bodies(SHIPPED):
        for (document, eid), name in [(body.ended_by or ("", ""), ""), *((one.clause, one.name) for one in body.successions)]:
            if not document or document not in real.with_text:
                assert name == "", f"{body.id}: {document} is not at hand, and names a successor"
                continue
            tree = real.tree(document, TODAY)
            assert tree is not None
            way = tree.way_to(eid)
            assert way, f"{body.id}: {document}/{eid}"
            above = (span.of(tree.text) for step in way for span in (step.heading, step.intro, step.wrap_up))
            assert written(name) in written(" ".join([way[-1].span.of(tree.text), *above])), f"{body.id}: {name}"


# Every addressee of the directive, by its item: its words, its id, and the names of its successors; None: it has not ended.
ADDRESSEES: list[tuple[str, str, list[str] | None]] = [
    # 2
    ("Đảng đoàn HĐND tỉnh", "dang-doan-hdnd-tinh", []),
    # 3
    ("Ban cán sự đảng UBND tỉnh", "ban-can-su-dang-ubnd-tinh", []),
    ("Ủy ban nhân dân tỉnh", "ubnd-tinh", None),
    ("UBND các huyện, thị xã, thành phố", "ubnd-huyen", ["Ủy ban nhân dân cấp tỉnh"]),
    ("Cục THADS tỉnh", "cuc-thads", ["cơ quan thi hành án dân sự tỉnh, thành phố"]),
    # 4
    ("Đảng đoàn Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "dang-doan-mttq-tinh", []),
    ("Ủy ban Mặt trận Tổ quốc Việt Nam", "mttq-tinh", None),
    ("tổ chức chính trị - xã hội", "to-chuc-chinh-tri-xa-hoi", None),
    ("Ban Dân vận Tỉnh ủy", "ban-dan-van-tinh-uy", []),
    # 5
    ("Ban Tuyên giáo Tỉnh ủy", "ban-tuyen-giao-tinh-uy", []),
    # 6
    ("Đảng ủy Công an tỉnh", "dang-uy-cong-an-tinh", None),
    ("Ban cán sự đảng Tòa án nhân dân tỉnh", "ban-can-su-dang-tand-tinh", []),
    ("Ban cán sự đảng Viện kiểm sát nhân dân tỉnh", "ban-can-su-dang-vksnd-tinh", []),
    # 7
    ("Ban thường vụ các huyện ủy, thị ủy, thành ủy", "huyen-uy", []),
    ("ban chỉ đạo THADS các huyện, thị xã, thành phố", "ban-chi-dao-thads-huyen", ["Ban Chỉ đạo thi hành án dân sự cấp tỉnh"]),
    ("UBND các xã, phường, thị trấn", "ubnd-thi-tran", ["Ủy ban nhân dân cấp xã"]),
    # 8
    ("Ban Nội chính Tỉnh ủy", "ban-noi-chinh-tinh-uy", None),
    ("Ban Thường vụ Tỉnh ủy", "ban-thuong-vu-tinh-uy", None),
]


@pytest.mark.parametrize(("words", "body", "names"), ADDRESSEES, ids=[row[1] for row in ADDRESSEES])
def test_every_addressee_of_the_directive_has_its_outcome(words: str, body: str, names: list[str] | None) -> None:
    bodies = Bodies(load_bodies(SHIPPED))
    text = (ROOT / "corpus" / "chi-thi-thads" / "chi-thi.md").read_text("utf-8")
    assert body in {own.id for start, end, own in all_bodies_in(bodies, text) if text[start:end] == words}
    found = [one for one in bodies_in(bodies, text, TODAY) if text[one.start : one.end] == words]
    assert bool(found) == (names is not None)
    for mention in found:
        assert list(dict.fromkeys(one.name for one in mention.successors)) == names
    assert not [one for one in bodies_in(bodies, text, date(2020, 1, 1)) if one.body.id == body]


# ---- Where it is said ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(knowledge_base: Path) -> FlaskClient:
    return create_app(knowledge_base, {"TODAY": lambda: TODAY}).test_client()


def test_the_page_of_a_clause_marks_the_words_and_says_what_became_of_the_body(client: FlaskClient) -> None:
    answer = client.get(f"/van-ban/{DIRECTIVE}/muc-8").text
    assert '<a class="body" href="#co-quan-cuc-thads">Cục THADS tỉnh</a>' in answer
    assert 'id="co-quan-cuc-thads"' in answer
    assert "chậm nhất từ 01/7/2026 không còn" in answer
    assert "nay do cơ quan thi hành án dân sự tỉnh, thành phố (khoản 2 Điều 17 Luật " in answer
    assert "co-quan-cuc-thads" not in client.get(f"/van-ban/{DIRECTIVE}/muc-8?ngay=2020-01-01").text


def test_each_mark_of_a_document_leads_to_a_note_and_each_note_stands_once(client: FlaskClient) -> None:
    answer = client.get(f"/van-ban/{DIRECTIVE}").text
    marks, notes = re.findall(r'href="#(co-quan-[a-z-]+)"', answer), re.findall(r'id="(co-quan-[a-z-]+)"', answer)
    assert set(marks) == set(notes)
    assert len(notes) == len(set(notes)) >= 12
    assert "chưa rõ ai kế tục" in answer


def test_the_json_of_a_document_a_clause_and_a_hit_says_it(generation: Generation) -> None:
    whole = views.document_json(generation, DIRECTIVE, TODAY)["bodies"]
    item = views.provision_json(generation, DIRECTIVE, "para_8", TODAY)["bodies"]
    assert {one["id"] for one in item} < {one["id"] for one in whole}
    (own,) = (one for one in item if one["id"] == "cuc-thads")
    assert (own["words"], own["ended"], own["at_latest"]) == ("Cục THADS tỉnh", "2026-07-01", True)
    assert [one["clause"]["eid"] for one in own["successors"]] == ["art_17__para_2"]
    assert own["ended_by"]["eid"] == "art_114__para_2"
    found = views.results_json(generation, search(generation, "Cục THADS tỉnh", on=TODAY), TODAY)
    assert any(one["id"] == "cuc-thads" for hit in found["hits"] for one in hit["bodies"])
    assert views.document_json(generation, DIRECTIVE, date(2020, 1, 1))["bodies"] == []


# what is asked, the day, the name that is sought as well ("" for none)
ASKED_NOW = [
    ("Cục THADS", TODAY, "cơ quan thi hành án dân sự tỉnh thành phố"),
    ("cuc thads", TODAY, "cơ quan thi hành án dân sự tỉnh thành phố"),
    ("Cục Thi hành án dân sự tỉnh thu phí", TODAY, "cơ quan thi hành án dân sự tỉnh thành phố"),
    ("Tổng cục THADS", TODAY, "cục quản lý thi hành án dân sự"),
    ("thừa phát lại", TODAY, "thừa hành viên"),
    # not a body that only has a field of its work elsewhere, nor before the day, nor another body
    ("UBND cấp huyện", TODAY, ""),
    ("Cục THADS", date(2020, 1, 1), ""),
    ("Chi cục THADS", TODAY, ""),
    ("thi hành án", TODAY, ""),
]


@pytest.mark.parametrize(("query", "on", "now"), ASKED_NOW)
def test_an_old_name_is_sought_as_the_new_one_where_a_clause_gives_it(query: str, on: date, now: str) -> None:
    found = names_now(Bodies(load_bodies(SHIPPED)), query, {"THADS": "thi hành án dân sự", "thads": "thi hành án dân sự"}, on)
    assert [one.called for one in found.values()] == ([now] if now else [])


def test_a_folder_of_documents_may_have_a_table_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "van-ban"
    folder.mkdir()
    (folder / "ke-hoach.md").write_text("KẾ HOẠCH\n\ntrồng khoai\n\n1. Chi cục Trồng khoai giữ giống.\n", "utf-8")
    (folder / BODIES_FILE).write_text(TABLE, "utf-8")
    builder.build([folder], tmp_path / "var")
    generation = Published(tmp_path / "var").current()
    assert {"chi-cuc-khoai", "cuc-thads"} <= set(generation.bodies.by_id)
    (note,) = kb.body_notes(generation, "Chi cục Trồng khoai giữ giống.", LATER)
    assert note.line == (
        "từ 01/01/2035 không còn (Điều 2 9-2034-qh20); giữ giống: nay do Sở Khoai (khoản 1 Điều 3 9-2034-qh20); "
        "việc khác: chưa rõ ai kế tục"
    )
    (folder / BODIES_FILE).write_text(TABLE.replace('"cơ quan"', '"sở"', 1), "utf-8")
    with pytest.raises(CatalogueError, match="“kind” phải là một trong"):
        builder.build([folder], tmp_path / "var")


_NOW = "cơ quan thi hành án dân sự tỉnh, thành phố"
# a material, its day, the bodies that a check tells of: (line, words, what to write instead)
CHECKED = [
    # no clause gives the name of one that has taken over all of the work
    ("Ủy ban nhân dân huyện phối hợp.", TODAY, [(1, "Ủy ban nhân dân huyện", "")]),
    # once a line, again in another
    ("Cục THADS tỉnh lập kế hoạch; Cục THADS tỉnh báo cáo.", TODAY, [(1, "Cục THADS tỉnh", _NOW)]),
    ("Cục THADS tỉnh\nCục THADS tỉnh", TODAY, [(1, "Cục THADS tỉnh", _NOW), (2, "Cục THADS tỉnh", _NOW)]),
    # there is still one, and a body of which nothing is known
    ("Ủy ban nhân dân tỉnh chỉ đạo.", TODAY, []),
    ("Ban Dân vận Tỉnh ủy phối hợp.", TODAY, []),
    # before the day
    ("Cục THADS tỉnh lập kế hoạch.", date(2020, 1, 1), []),
]


@pytest.mark.parametrize(("text", "on", "expected"), CHECKED)
def test_a_check_tells_of_names_of_bodies_that_are_no_more(
    generation: Generation, text: str, on: date, expected: list[tuple[int, str, str]]
) -> None:
    checked = check(generation, text, cite_text(generation, text), on)
    assert [(one.line, one.text, one.suggestion) for one in checked.bodies] == expected
    assert all(text[one.start : one.end] == one.text for one in checked.bodies)
    assert checked.to_review == len(expected)
    assert checked.counts[CheckResult.WRONG] == 0
