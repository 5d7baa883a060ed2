"""The site in a real Chromium: at both widths, without scripts, and embedded in pages of another origin."""

import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import waitress
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from webapp import create_app

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync"]  # fmt: skip

PATHS = [
    "/",
    "/tim?q=giống cây",
    "/van-ban",
    "/van-ban/901-2010-qh12",
    "/van-ban/901-2010-qh12/dieu-3/khoan-1/diem-đ",
    "/van-ban/chi-thi-thads-thahc",
    "/van-ban/84-kl-tw-2020",
    "/lien-ket",
    "/nhung",
    "/nhung/khung?q=cây",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists() and not os.environ.get("CI"), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@dataclass(frozen=True)
class Sites:
    """Two servers that run Viện Dẫn, and a portal on an origin that only the first allows."""

    open: str
    closed: str
    portal: str


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def _serve(data: Path) -> tuple[str, waitress.server.MultiSocketServer]:
    server = waitress.create_server(create_app(data), host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{server.effective_port}", server


@pytest.fixture(scope="module")
def sites(knowledge_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    folder = tmp_path_factory.mktemp("portal")
    portal = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=portal.serve_forever, daemon=True).start()
    portal_url = f"http://127.0.0.1:{portal.server_port}"
    allowing = tmp_path_factory.mktemp("allowing") / "data"
    shutil.copytree(knowledge_base, allowing)
    (allowing / "vien-dan.toml").write_text(f'[embed]\nallowed_origins = ["{portal_url}"]\n', "utf-8")
    open_url, first = _serve(allowing)
    closed_url, second = _serve(knowledge_base)
    for name, server in (("open", open_url), ("closed", closed_url)):
        (folder / f"{name}-widget.html").write_text(
            '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cổng</title>'
            f'<script src="{server}/widget.js" defer></script>\n<vien-dan-search limit="3"></vien-dan-search>',
            "utf-8",
        )
        (folder / f"{name}-frame.html").write_text(
            '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cổng</title>'
            f'<iframe src="{server}/nhung/khung" title="Tìm trong Viện Dẫn" width="100%" height="480"></iframe>',
            "utf-8",
        )
    yield Sites(open_url, closed_url, portal_url)
    portal.shutdown()
    portal.server_close()
    for server in (first, second):
        server.close()
        server.task_dispatcher.shutdown()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [1280, 375, 360])
def test_no_page_is_wider_than_its_window_and_none_breaks_its_own_policy(tab: Page, sites: Sites, width: int) -> None:
    complaints: list[str] = []
    tab.on(
        "console", lambda message: complaints.append(f"{message.text} {message.location}") if message.type == "error" else None
    )
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        tab.goto(sites.closed + path)
        assert tab.evaluate("document.scrollingElement.scrollWidth") <= width, path
    assert complaints == []


def test_the_contents_are_open_beside_the_text_where_there_is_room_and_folded_where_not(tab: Page, sites: Sites) -> None:
    tab.goto(f"{sites.closed}/van-ban/901-2010-qh12")
    expect(tab.locator(".toc a").first).to_be_visible()
    tab.set_viewport_size({"width": 375, "height": 800})
    tab.reload()
    expect(tab.locator(".toc a").first).not_to_be_visible()
    tab.locator(".toc summary").click()
    tab.locator(".toc a", has_text="Điều 4").click()
    expect(tab.locator("#art_4")).to_be_in_viewport()


def test_an_official_searches_reads_and_follows_references_without_scripts(browser: Browser, sites: Sites) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(sites.closed)
    tab.get_by_label("Tìm trong các văn bản").fill("điểm đ khoản 1 điều 3 luật 901/2010/QH12")
    tab.get_by_role("button", name="Tìm").click()
    tab.locator(".hit a").first.click()
    expect(tab.locator(".banner")).to_contain_text("Hết hiệu lực toàn bộ từ 01/01/2025")
    expect(tab.locator(".here")).to_contain_text("Cây thuốc nam")
    tab.get_by_role("link", name="khoản 1 Điều 2 Luật Trồng cây số 902/2024/QH15").click()
    expect(tab).to_have_url(f"{sites.closed}/van-ban/902-2024-qh15/dieu-2/khoan-1")
    tab.get_by_label("Hiệu lực tại ngày").fill("01/7/2015")
    tab.get_by_role("button", name="Xem").click()
    expect(tab.locator(".banner")).to_contain_text("Chưa có hiệu lực")
    context.close()


def test_a_trainer_checks_pasted_material(tab: Page, sites: Sites) -> None:
    tab.goto(f"{sites.closed}/lien-ket")
    tab.get_by_label("Dán văn bản cần kiểm tra").fill("Theo Điều 3 Luật Trồng cây số 901/2010/QH12.\n\nHết.")
    tab.get_by_role("button", name="Kiểm tra").click()
    expect(tab.locator(".material a.expired")).to_have_text("Điều 3 Luật Trồng cây số 901/2010/QH12")
    expect(tab.locator(".findings li")).to_have_count(1)


def test_the_citation_of_a_clause_is_copied_by_one_press(tab: Page, sites: Sites) -> None:
    tab.goto(f"{sites.closed}/van-ban/901-2010-qh12/dieu-3/khoan-1")
    tab.get_by_role("button", name="Sao chép").click()
    expect(tab.get_by_role("button", name="Đã sao chép")).to_be_visible()
    tab.locator(".bar input[name=q]").press("Control+v")
    expect(tab.locator(".bar input[name=q]")).to_have_value("khoản 1 Điều 3 Luật Trồng cây số 901/2010/QH12")


def test_the_first_press_of_tab_offers_the_way_past_the_header(tab: Page, sites: Sites) -> None:
    tab.goto(f"{sites.closed}/van-ban")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Đến nội dung")).to_be_focused()
    expect(tab.get_by_role("link", name="Đến nội dung")).to_be_in_viewport()


def test_the_search_box_suggests_while_one_types_and_is_walked_by_keys(tab: Page, sites: Sites) -> None:
    tab.goto(sites.closed)
    box = tab.get_by_role("combobox", name="Tìm trong các văn bản")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("thoi hieu kh")
    options = tab.get_by_role("listbox", name="Gợi ý").get_by_role("option")
    expect(options).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(tab.get_by_role("group", name="Điều khoản").get_by_role("option")).to_contain_text("Hết hiệu lực toàn bộ")
    # up from the box comes the last, down from the last the box again
    for key, chosen in (("ArrowUp", 1), ("ArrowDown", None), ("ArrowDown", 0), ("ArrowDown", 1)):
        box.press(key)
        for place in (0, 1):
            expect(options.nth(place)).to_have_attribute("aria-selected", "true" if place == chosen else "false")
        active = box.get_attribute("aria-activedescendant")
        assert active == (options.nth(chosen).get_attribute("id") if chosen is not None else None)
    expect(box).to_be_focused()
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("thoi hieu kh")
    box.press("ArrowDown")
    expect(options).to_have_count(2)
    box.press_sequentially("i")
    expect(options).not_to_have_count(0)
    box.press("Enter")
    expect(tab).to_have_url(f"{sites.closed}/tim?q=thoi+hieu+khi")


def test_a_suggestion_leads_to_its_clause_or_searches_its_words(tab: Page, sites: Sites) -> None:
    tab.goto(f"{sites.closed}/van-ban?ngay=01/7/2015")
    box = tab.get_by_role("combobox")
    box.press_sequentially("thoi hieu kh")
    tab.get_by_role("option", name="Thời hiệu khiếu nại về cây trồng").click()
    expect(tab).to_have_url(f"{sites.closed}/van-ban/901-2010-qh12/dieu-4?ngay=2015-07-01")
    tab.goto(f"{sites.closed}/tim?q=cây")
    box.fill("thoi hieu kh")
    expect(tab.get_by_role("option")).to_have_count(2)
    box.press("ArrowDown")
    box.press("Enter")
    expect(tab.get_by_role("heading", name="Kết quả cho “thời hiệu khiếu nại”")).to_be_visible()


def test_suggestions_are_shown_as_text_and_an_old_answer_never_comes_late(tab: Page, sites: Sites) -> None:
    clause = {"document": "x", "eid": "x", "label": "<b>x</b>", "heading": "<img src=x onerror=document.title='x'>",
              "url": "/x", "status": "Không rõ", "status_note": ""}  # fmt: skip

    def answer(route: Route) -> None:
        typed = parse_qs(urlsplit(route.request.url).query)["q"][0]
        if typed == "cũ":
            tab.wait_for_timeout(600)
        found = {"query": typed, "clauses": [clause], "documents": [], "numbers": [], "completions": [f"{typed}<i>"]}
        route.fulfill(json=found)

    tab.route("**/api/v1/suggest*", answer)
    tab.goto(sites.closed)
    box = tab.get_by_role("combobox")
    box.fill("cũ")
    tab.wait_for_timeout(200)
    box.fill("mới")
    expect(tab.get_by_role("option").first).to_have_text("mới<i>")
    tab.wait_for_timeout(800)
    expect(tab.get_by_role("option").first).to_have_text("mới<i>")
    assert tab.locator(".suggestions").evaluate("list => list.querySelectorAll('img, b, i').length") == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_suggestions_stay_within_the_window(tab: Page, sites: Sites, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    for path in ("/", "/van-ban/901-2010-qh12"):
        tab.goto(sites.closed + path)
        tab.get_by_role("combobox").press_sequentially("luật t")
        expect(tab.get_by_role("option").first).to_be_visible()
        assert tab.evaluate("document.scrollingElement.scrollWidth") <= width, path
        assert tab.get_by_role("option").evaluate_all("options => options.every(o => o.getBoundingClientRect().height >= 44)")


def test_the_widget_searches_from_a_page_of_an_allowed_origin(tab: Page, sites: Sites) -> None:
    tab.goto(f"{sites.portal}/open-widget.html")
    box = tab.get_by_label("Tìm trong văn bản")
    box.fill("giống cây")
    hits = tab.locator("vien-dan-search li")
    expect(hits).to_have_count(3)
    expect(tab.get_by_role("status")).to_contain_text("Tìm thấy")
    expired = hits.filter(has_text="901/2010").first
    expect(expired.locator(".state")).to_contain_text("Hết hiệu lực toàn bộ từ 01/01/2025")
    expect(expired.locator("mark").first).to_be_visible()
    assert (expired.locator("a").get_attribute("href") or "").startswith(f"{sites.open}/van-ban/901-2010-qh12/")
    box.press("ArrowDown")
    expect(hits.first.locator("a")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(box).to_be_focused()
    box.fill("xyzzy")
    expect(tab.get_by_role("status")).to_contain_text("Không tìm thấy")
    # while one types, a word in part finds what the whole one does; a mistyped number is offered as it may be meant
    box.fill("cây phải khỏe m")
    expect(hits.first).to_contain_text("khỏe mạnh")
    box.fill("901/2011/QH12 cây")
    tab.get_by_role("button", name="901/2010/QH12 cây").click()
    expect(box).to_have_value("901/2010/QH12 cây")
    expect(hits.first).to_contain_text("901/2010/QH12")


def test_the_widget_shows_what_it_gets_as_text(tab: Page, sites: Sites) -> None:
    hit = {"label": "<img src=x onerror=document.title='x'>", "url": "/", "path": ["", "<b>"], "status": "Không rõ",
           "status_note": "Không rõ", "snippet": "😀 <i>cây</i>", "highlights": [[5, 8]]}  # fmt: skip
    headers = {"Access-Control-Allow-Origin": "*"}
    tab.route("**/api/v1/search*", lambda route: route.fulfill(json={"total": 1, "hits": [hit]}, headers=headers))
    tab.goto(f"{sites.portal}/open-widget.html")
    tab.get_by_label("Tìm trong văn bản").fill("cây")
    expect(tab.locator("vien-dan-search mark")).to_have_text("cây")
    assert tab.locator("vien-dan-search").evaluate("e => e.shadowRoot.querySelectorAll('img, li b + b, i').length") == 0


def test_the_widget_says_that_its_page_is_not_allowed(tab: Page, sites: Sites) -> None:
    tab.goto(f"{sites.portal}/closed-widget.html")
    tab.get_by_label("Tìm trong văn bản").fill("giống cây")
    expect(tab.get_by_role("status")).to_contain_text("Trang này chưa được phép")
    expect(tab.get_by_role("status")).to_contain_text(sites.portal)


def test_the_frame_works_in_a_page_of_an_allowed_origin(tab: Page, sites: Sites) -> None:
    tab.goto(f"{sites.portal}/open-frame.html")
    frame = tab.frame_locator("iframe")
    frame.get_by_label("Tìm trong các văn bản").fill("giống cây")
    frame.get_by_role("button", name="Tìm").click()
    expect(frame.locator(".hit").first).to_be_visible()


def test_the_frame_stays_empty_in_a_page_that_is_not_allowed(tab: Page, sites: Sites) -> None:
    refusals: list[str] = []
    tab.on("console", lambda message: refusals.append(message.text))
    tab.goto(f"{sites.portal}/closed-frame.html")
    tab.wait_for_timeout(500)
    expect(tab.frame_locator("iframe").locator("input")).to_have_count(0)
    assert any("frame-ancestors" in refusal for refusal in refusals)
