"""Answers about the largest that there may be: each has at most a megabyte, and nothing of the law is out of reach.

The base has a law of thousands of Điều, one Điều of hundreds of long khoản, one of a single endless line, one that thousands
cite and amend, and a list of thousands of documents.
"""

import json
import re
from collections import deque
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

import kb
from kb import build
from kb.law.model import Provision
from kb.parts import MOST_OF_TEXT, runs, text_runs
from webapp import create_app

MOST = 1_000_000  # bytes of an answer
ARTICLES, CLAUSES, LISTED = 3000, 900, 5000
LAW, LONG_ARTICLE, ENDLESS, CITED = "901-2020-qh14", "902-2020-qh14", "903-2020-qh14", "904-2020-qh14"
FAMOUS = 100  # Điều of the law that is cited by all others


def _law(number: str, name: str, body: list[str], last: int = 2) -> str:
    head = ["QUỐC HỘI", f"Luật số: {number}/2020/QH14", "Hà Nội, ngày 02 tháng 01 năm 2020", "LUẬT", name]
    end = [f"Điều {last}. Hiệu lực thi hành", "Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2020."]
    return "\n".join([*head, *body, *end])


def _write(corpus: Path) -> None:
    corpus.mkdir()
    articles = [
        line
        for n in range(1, ARTICLES + 1)
        for line in (
            f"Điều {n}. Việc trồng cây thứ {n} & <chăm sóc>",
            f"Người trồng cây thứ {n} tưới cây mỗi ngày theo quy định tại Điều {FAMOUS} của Luật này và không bẻ cành.",
        )
    ]
    kinds = (
        f'{n}. Loài cây thứ {n} mọc ở vùng "{n}" có đất tốt{", và cũng mọc ở nơi khác" * 20}.' for n in range(1, CLAUSES + 1)
    )
    clauses = ["Điều 1. Các loài cây", *kinds]
    endless = ["Điều 1. Lời dài", " ".join(f"chữ{n}<&>" for n in range(60_000)), "Điều 2. Không có dấu cách", "a" * 400_000]
    named = "Điều 1 Luật số 904/2020/QH14"
    cited = ["Điều 1. Cây được nhiều luật nói đến", "Cây là cây."]
    texts = {
        "901": _law("901", "TRỒNG CÂY", articles, ARTICLES + 1),
        "902": _law("902", "CÁC LOÀI CÂY", clauses),
        "903": _law("903", "LỜI DÀI", endless, 3),
        "904": _law("904", "CÂY CHUNG", cited),
        "905": _law("905", "VIỆN DẪN NHIỀU", [f"Điều {n}. Dẫn\nTheo {named} thì trồng." for n in range(1, 3001)], 3001),
    }
    for number, text in texts.items():
        (corpus / f"{number}.txt").write_text(text, "utf-8")
    rows = "\n".join(
        f'[[document]]\nid = "{n}-2019-qd-ttg"\ntype = "Quyết định"\nnumber = "{n}/2019/QĐ-TTg"\ntitle = "Về việc thứ {n}"\n'
        f'issuer = "Thủ tướng Chính phủ"\nissued = 2019-02-03\namends = ["{CITED}"]\nsource = "tự viết"\n'
        for n in range(1, LISTED + 1)
    )
    (corpus / "catalogue.toml").write_text(rows, "utf-8")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("large")
    _write(folder / "corpus")
    build.build([folder / "corpus"], folder / "data", processes=1)
    return create_app(folder / "data").test_client()


def _document_of(large: FlaskClient, number: str) -> str:
    published: kb.Published = large.application.extensions["published"]
    (found,) = [e.id for e in published.current().catalogue.entries if e.number == f"{number}/2020/QH14"]
    return found


ADDRESSES = [
    "/",
    "/van-ban",
    "/van-ban?trang=2",
    *(f"/van-ban/{document}{part}" for document in (LAW, LONG_ARTICLE, ENDLESS, CITED) for part in ("", "?phan=2", "?phan=3")),
    f"/van-ban/{LAW}/dieu-{FAMOUS}",  # thousands cite it, of its own law
    f"/van-ban/{LAW}/dieu-{FAMOUS}?phan=2",
    f"/van-ban/{CITED}/dieu-1",  # and of another
    f"/van-ban/{CITED}/dieu-1?phan=2",
    f"/van-ban/{LONG_ARTICLE}/dieu-1",
    f"/van-ban/{LONG_ARTICLE}/dieu-1/khoan-{CLAUSES}",
    f"/van-ban/{ENDLESS}/dieu-1",
    f"/van-ban/{ENDLESS}/dieu-2",
    *(f"/api/v1/documents/{document}{part}" for document in (LAW, LONG_ARTICLE, ENDLESS, CITED) for part in ("", "?part=2")),
    f"/api/v1/documents/{LAW}/art_{FAMOUS}",
    f"/api/v1/documents/{CITED}/art_1",
    f"/api/v1/documents/{CITED}/art_1?part=2",
    f"/api/v1/documents/{LONG_ARTICLE}/art_1",
    f"/api/v1/documents/{ENDLESS}/art_1",
    f"/api/v1/documents/{ENDLESS}/art_2?part=2",
    "/healthz",
    "/nhung",
    "/opensearch.xml",
    "/widget.js",
]
QUERIES = [
    " ".join(f"{letter}*" for letter in "abcdghiklmnopqrstuvxy" * 9),  # all that begin so, over and over
    " ".join(f"chữ{n}" for n in range(200)),  # distinct words
    " ".join(str(n) for n in range(1, 200)),
    "loại:luật " * 60,  # filters
    "văn bản:904/2020/QH14 năm:2020 " * 20,
    "loại:quyết-định",  # thousands of documents
    '"cây thứ" ' * 60,
    "điều 1 " * 80,
    "<&>\"' " * 90,
]
ADDRESSES += [
    f"{address}{quote(query[:500])}{more}"
    for query in QUERIES
    for address, more in [
        ("/tim?q=", ""),
        ("/tim?q=", "&trang=50"),
        ("/nhung/khung?q=", ""),
        ("/api/v1/search?q=", "&limit=100&explain=1"),
        ("/api/v1/suggest?q=", "&limit=20"),
        ("/api/v1/suggest/opensearch?q=", ""),
    ]
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[:60])
def test_every_answer_has_at_most_a_megabyte(large: FlaskClient, address: str) -> None:
    answer = large.get(address)
    assert answer.status_code in (200, 404)
    assert answer.status_code == 200 or re.search("trang=|phan=|part=", address)
    assert len(answer.data) <= MOST
    answer.close()


def _parts(large: FlaskClient, first: str) -> list[BeautifulSoup]:
    """The pages that the links to the next part lead to."""
    found, address = [], first
    while address:
        answer = large.get(address)
        assert answer.status_code == 200
        assert len(answer.data) <= MOST
        found.append(BeautifulSoup(answer.text, "html.parser"))
        link = found[-1].select_one('nav.parts a[rel="next"], [aria-label="Trang danh sách"] a[rel="next"]')
        address = str(link["href"]) if link else ""
    return found


def test_every_article_of_a_long_law_is_reached_by_links(large: FlaskClient) -> None:
    pages = _parts(large, f"/van-ban/{LAW}")
    assert len(pages) > 3
    eids = [str(tag["id"]) for page in pages for tag in page.select(".law .article")]
    assert eids == [f"art_{n}" for n in range(1, ARTICLES + 2)]
    listed = [str(a["href"]) for page in pages for a in page.select("details.toc a[href^='#art_']")]
    assert listed == [f"#{eid}" for eid in eids]
    for page in pages:
        assert page.select_one("[data-parts]")
        assert f"/{len(pages)}" in page.title.text


@pytest.mark.parametrize("address", [f"/van-ban/{ENDLESS}", f"/van-ban/{LONG_ARTICLE}", f"/van-ban/{LONG_ARTICLE}/dieu-1"])
def test_the_parts_of_a_text_have_each_character_once(large: FlaskClient, address: str) -> None:
    published: kb.Published = large.application.extensions["published"]
    document = address.split("/")[2]
    tree = published.current().tree(document, large.application.config["TODAY"]())
    assert tree
    provisions = tree.provisions if address.count("/") == 2 else tree.way_to("art_1")[-1:]
    pages = _parts(large, f"{address}?phan=1")
    assert len(pages) > 1
    for page in pages:
        for beside in page.select(".law .x, .law .change, .law .pm"):
            beside.decompose()
    shown = "".join(law.get_text() for page in pages for law in page.select(".law"))
    whole = "".join(provision.span.of(tree.text) for provision in provisions)
    assert "".join(shown.split()) == "".join(whole.split())


@pytest.mark.parametrize(
    ("address", "anchor"),
    [
        (f"/van-ban/{LAW}?phan=art_2500", "art_2500"),
        (f"/van-ban/{LONG_ARTICLE}/dieu-1/khoan-{CLAUSES}", f"art_1__para_{CLAUSES}"),
        (f"/van-ban/{LONG_ARTICLE}?phan=art_1__para_{CLAUSES}", f"art_1__para_{CLAUSES}"),
    ],
)
def test_a_link_to_a_provision_leads_to_the_part_that_has_it(large: FlaskClient, address: str, anchor: str) -> None:
    assert BeautifulSoup(large.get(address).text, "html.parser").find(id=anchor)


@pytest.mark.parametrize("part", ["0", "-1", "999999", "x", "art_77777", "1" * 50])
def test_a_part_that_is_not_there_is_not_found(large: FlaskClient, part: str) -> None:
    assert large.get(f"/van-ban/{LAW}?phan={part}").status_code == 404
    assert large.get(f"/api/v1/documents/{LAW}?part={part}").status_code in (400, 404)


def test_whoever_reads_a_famous_article_reaches_all_that_cite_it(large: FlaskClient) -> None:
    pages = _parts(large, f"/van-ban/{CITED}/dieu-1")
    links = {str(a["href"]) for page in pages for a in page.select("aside .pointers a") if "/dieu-" in str(a["href"])}
    assert len({link for link in links if "/905-2020-qh14/" in link}) == 3000


def _all(large: FlaskClient, address: str) -> list[dict[str, object]]:
    answers = [large.get(address)]
    for part in range(2, answers[0].json.get("parts", 1) + 1):  # type: ignore[union-attr]
        answers.append(large.get(f"{address}?part={part}"))
    assert all(len(answer.data) <= MOST for answer in answers)
    return [answer.json for answer in answers]  # type: ignore[misc]


def test_the_parts_of_json_are_the_whole(large: FlaskClient) -> None:
    published: kb.Published = large.application.extensions["published"]
    generation, on = published.current(), large.application.config["TODAY"]()
    for document in (LAW, LONG_ARTICLE, ENDLESS, CITED):
        answers = _all(large, f"/api/v1/documents/{document}")
        whole = kb.views.document_json(generation, document, on)
        texts: dict[str, list[str]] = {}
        for answer in answers:
            queue = deque(answer["provisions"])  # type: ignore[call-overload]
            while queue:
                provision = queue.popleft()
                texts.setdefault(provision["eid"], []).append(provision["text"])
                queue += provision["children"]
        queue = deque(whole["provisions"])
        while queue:
            provision = queue.popleft()
            assert "".join(texts.pop(provision["eid"])) == provision["text"]
            queue += provision["children"]
        assert not texts
        relations = [relation for answer in answers for relation in answer["document"]["relations"]]  # type: ignore[index]
        assert len(relations) == len(whole["document"]["relations"])
    answers = _all(large, f"/api/v1/documents/{CITED}/art_1")
    cited_by = [citing for answer in answers for citing in answer["cited_by"]]  # type: ignore[attr-defined]
    whole = kb.views.provision_json(generation, CITED, "art_1", on)["cited_by"]
    assert cited_by == json.loads(json.dumps(whole))
    assert len(cited_by) >= 3000


def test_every_document_that_is_listed_is_reached_by_links(large: FlaskClient) -> None:
    pages = _parts(large, "/van-ban")
    links = [str(a["href"]) for page in pages for a in page.select("ul.list li > a")]
    assert len(links) == len(set(links)) >= LISTED
    chips = {str(a["href"]) for a in pages[0].select(".chips a")}
    assert all(large.get(chip.partition("#")[0] or "/van-ban").status_code == 200 for chip in chips)


@pytest.mark.parametrize(
    ("sizes", "most", "found"),
    [
        ([], 10, []),
        ([3, 3, 3], 10, [(0, 3)]),
        ([5, 5, 5], 10, [(0, 2), (2, 3)]),
        ([50, 1, 1], 10, [(0, 1), (1, 3)]),  # what is too large is alone
        ([1, 50, 1], 10, [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_a_list_is_cut_where_it_is_full(sizes: list[int], most: int, found: list[tuple[int, int]]) -> None:
    assert [(run.start, run.stop) for run in runs(sizes, most)] == found


def _article(number: int, start: int, end: int) -> Provision:
    none = kb.Span(end, end)
    return Provision(f"art_{number}", "article", str(number), kb.Span(start, start + 1), none, kb.Span(start + 1, end), none)


@pytest.mark.parametrize("length", [1, 100, 3999, 4000, 4001, 50_000, MOST_OF_TEXT * 3])
@pytest.mark.parametrize("filling", ["a", "a ", "ắ\n", "&"])
def test_the_runs_of_a_text_follow_one_another_and_fit(length: int, filling: str) -> None:
    text = (filling * length)[:length] * 3
    provisions = [_article(n, n * length, (n + 1) * length) for n in range(3)]
    found = text_runs(text, provisions, lambda _: 0)
    assert found[0].start == 0
    assert found[-1].end == len(text)
    assert all(one.end == two.start for one, two in pairwise(found))
    assert all(len(text[slice(*run)].encode()) <= MOST_OF_TEXT for run in found)
