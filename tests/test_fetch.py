"""Downloading from official sites: polite, gone on with, never half, against a server that replays answers."""

import contextlib
import gzip
import hashlib
import http.server
import io
import json
import socket
import threading
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer
from kb import build, commands
from kb.build.reading import source_files
from kb.catalogue import addresses
from kb.fetch import RECORD, Client, FetchError, Manners, NoNetwork, client, downloadable, fetch, is_fetched, sites
from kb.fetch.download import part_of, safe_name
from kb.identify import another
from kb.law.model import Entry
from kb.readers import read
from kb.version import VERSION

PDF = b"%PDF-1.4\n" + b"lorem ipsum " * 20000 + b"\n%%EOF\n"
PAGE = "<!doctype html><html><body>{}</body></html>"
TODAY = date(2026, 11, 23)


def _docx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return packed.getvalue()


Handler = http.server.BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


class Server:
    """A web server that gives the answers of a path one after another, the last again and again, and notes the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        self.requests: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Replay(Handler):
            def do_GET(self) -> None:  # noqa: N802 (the name that http.server calls)
                path = self.path.partition("?")[0]
                outer.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                answers = outer.answers.get(path) or [status(404)]
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                with contextlib.suppress(ConnectionError):  # the client gave up
                    answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Replay)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def asked(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.requests if asked == path]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    served = Server()
    yield served
    served.close()


def status(code: int, **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def body(data: bytes, *, cut: int | None = None, length: int | None = -1, **headers: str) -> Answer:
    """An answer that gives `data`, or the range asked for where its ETag fits; `cut`: it breaks off after so many bytes."""

    def answer(handler: Handler) -> None:
        begin = 0
        wanted = handler.headers.get("Range", "")
        if wanted and headers.get("ETag") and handler.headers.get("If-Range") == headers["ETag"]:
            begin = int(wanted.removeprefix("bytes=").rstrip("-"))
            handler.send_response(206)
            handler.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        else:
            handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if length is not None:
            handler.send_header("Content-Length", str(len(data) - begin if length == -1 else length))
        handler.end_headers()
        handler.wfile.write(data[begin : None if cut is None else cut])

    return answer


def page(content: str) -> Answer:
    return body(PAGE.format(content).encode(), Content_Type="text/html; charset=utf-8")


class Time:
    """A time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


def _client(passing: Time | None = None, **manners: object) -> Client:
    passing = passing or Time()
    return Client(Manners(**{"hosts": ("127.0.0.1", "localhost"), "timeout": 5.0} | manners), passing.sleep, passing.clock)  # type: ignore[arg-type]


def _entry(*addresses: str) -> Entry:
    return Entry(
        id="1-2020-nd-cp", type="Nghị định", number="1/2020/NĐ-CP", issuer=None, issued=None, title="", addresses=addresses
    )


def _seen_by_a_build(folder: Path) -> list[str]:
    return [path.name for path in source_files(folder)]


def test_a_file_is_written_with_a_record_that_a_build_does_not_see(server: Server, tmp_path: Path) -> None:
    server.answers["/f/van ban.pdf"] = server.answers["/f/van%20ban.pdf"] = [body(PDF, ETag='"a"')]
    (file,) = fetch(_entry(f"{server.url}/f/van ban.pdf"), tmp_path, _client(), TODAY)
    assert (tmp_path / "1-2020-nd-cp" / "van ban.pdf").read_bytes() == PDF
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    record = json.loads((tmp_path / "1-2020-nd-cp" / RECORD).read_text("utf-8"))
    assert (record["day"], record["files"][0]["etag"], record["files"][0]["size"]) == ("2026-11-23", '"a"', len(PDF))
    assert _seen_by_a_build(tmp_path) == ["van ban.pdf"]
    assert sorted(path.name for path in (tmp_path / "1-2020-nd-cp").iterdir()) == [RECORD, "van ban.pdf"]
    assert is_fetched("1-2020-nd-cp", tmp_path)
    assert "VienDan" in server.asked("/f/van%20ban.pdf")[0]["user-agent"]


def test_a_download_that_breaks_off_goes_on_where_it_was(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = [body(PDF, cut=5000, ETag='"a"'), body(PDF, ETag='"a"')]
    (file,) = fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(), TODAY)
    assert [headers.get("range") for headers in server.asked("/a.pdf")] == [None, "bytes=5000-"]
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()


ANEW = [
    # the file changed meanwhile
    ('"a"', '"b"'),
    # the server knows no ranges or no states
    ("", ""),
    # a weak state does not vouch for each byte
    ('W/"a"', 'W/"a"'),
]


@pytest.mark.parametrize(("before", "after"), ANEW)
def test_what_cannot_surely_be_gone_on_with_starts_anew(server: Server, tmp_path: Path, before: str, after: str) -> None:
    first = {"ETag": before} if before else {}
    second = {"ETag": after} if after else {}
    server.answers["/a.pdf"] = [body(PDF[::-1], cut=5000, **first), body(PDF, **second)]
    fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(), TODAY)
    assert (tmp_path / "1-2020-nd-cp" / "a.pdf").read_bytes() == PDF


def test_an_interruption_leaves_what_the_next_run_goes_on_with(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = [body(PDF, cut=5000, ETag='"a"')]

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    stopped = Client(Manners(hosts=("127.0.0.1",), pause=0.0), interrupt, lambda: 0.0)
    with pytest.raises(KeyboardInterrupt):
        fetch(_entry(f"{server.url}/a.pdf"), tmp_path, stopped, TODAY)
    assert part_of(tmp_path / "1-2020-nd-cp", "a.pdf").stat().st_size == 5000
    assert _seen_by_a_build(tmp_path) == []
    server.answers["/a.pdf"] = [body(PDF, ETag='"a"')]
    fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(), TODAY)
    assert server.asked("/a.pdf")[-1]["range"] == "bytes=5000-"
    assert _seen_by_a_build(tmp_path) == ["a.pdf"]


def test_a_server_that_fails_is_asked_again_after_growing_pauses(server: Server, tmp_path: Path) -> None:
    passing = Time()
    server.answers["/a.pdf"] = [status(503), status(500), body(PDF)]
    fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(passing), TODAY)
    assert passing.slept == [2.0, 2.0, 4.0]  # after robots.txt, then after each failure


def test_a_wait_that_the_server_asks_for_is_kept(server: Server, tmp_path: Path) -> None:
    passing = Time()
    server.answers["/a.pdf"] = [status(429, Retry_After="17"), body(PDF)]
    fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(passing), TODAY)
    assert 17.0 in passing.slept


def test_a_pause_lies_between_two_requests_to_one_host(server: Server, tmp_path: Path) -> None:
    passing = Time()
    server.answers["/robots.txt"] = [body(b"User-agent: *\nCrawl-delay: 7\n")]
    server.answers["/a.pdf"] = server.answers["/b.pdf"] = [body(PDF)]
    one = _client(passing)
    for name in ("a", "b"):
        fetch(_entry(f"{server.url}/{name}.pdf"), tmp_path, one, TODAY)
    assert passing.slept == [7.0, 7.0]
    assert len(server.asked("/robots.txt")) == 1


FAILURES: list[tuple[str, Answer, dict[str, object], str]] = [
    # an answer of the kind 4xx is final
    ("a.pdf", status(404), {}, "trả lời 404"),
    ("a.pdf", status(403), {}, "trả lời 403"),
    # a server that never recovers
    ("a.pdf", status(503), {}, "503 sau 4 lần thử"),
    # a wait that is too long
    ("a.pdf", status(503, Retry_After="86400"), {}, "hẹn thử lại sau 86400 giây"),
    # an error page under the name of a file
    ("a.pdf", page("Loi he thong"), {}, "không phải .pdf mà là một trang web"),
    ("a.docx", page("Loi he thong"), {}, "không phải .docx"),
    ("a.html", body(b"\x00\x01 nothing"), {}, "không phải là trang web"),
    # cut, and the server does not say how long it is
    ("a.pdf", body(PDF[:9000], length=None), {}, "bị cắt cụt"),
    ("a.docx", body(_docx()[:60], length=None), {}, "bị cắt cụt"),
    # larger than the bound: said beforehand, and found out
    ("a.pdf", body(PDF), {"largest": 1000}, "lớn hơn"),
    ("a.pdf", body(PDF, length=None), {"largest": 1000}, "lớn hơn"),
    # packed, larger than the bound when unpacked
    ("a.pdf", body(gzip.compress(PDF), Content_Encoding="gzip"), {"largest": 50_000}, "lớn hơn"),
    # breaks off every time, at the same byte
    ("a.pdf", body(PDF, cut=5000), {}, "giữa chừng 4 lần"),
    # round and round
    ("a.pdf", status(302, Location="/a.pdf"), {}, "chuyển hướng quá"),
    # away from the official hosts
    ("a.pdf", status(302, Location="http://example.com/a.pdf"), {}, "example.com, không phải trang chính thức"),
    ("a.pdf", status(302, Location="file:///etc/passwd"), {}, "không phải trang chính thức"),
]


@pytest.mark.parametrize(("name", "answer", "manners", "message"), FAILURES)
def test_a_failure_is_one_clear_line_and_leaves_nothing_for_a_build(
    server: Server, tmp_path: Path, name: str, answer: Answer, manners: dict[str, object], message: str
) -> None:
    server.answers[f"/{name}"] = [answer]
    with pytest.raises(FetchError) as raised:
        fetch(_entry(f"{server.url}/{name}"), tmp_path, _client(**manners), TODAY)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert _seen_by_a_build(tmp_path) == []
    assert not is_fetched("1-2020-nd-cp", tmp_path)


def test_an_answer_of_the_kind_4xx_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = [status(404)]
    with pytest.raises(FetchError):
        fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(), TODAY)
    assert len(server.asked("/a.pdf")) == 1


ROBOTS = [
    # the path is forbidden to everybody, or to this program
    (body(b"User-agent: *\nDisallow: /f/\n"), False),
    (body(b"User-agent: VienDan\nDisallow: /\n"), False),
    # another path is
    (body(b"User-agent: *\nDisallow: /tim-kiem\n"), True),
    # no rules at all; rules that are kept secret
    (status(404), True),
    (status(403), False),
]


@pytest.mark.parametrize(("robots", "allowed"), ROBOTS)
def test_what_a_site_forbids_to_programs_is_not_downloaded(
    server: Server, tmp_path: Path, robots: Answer, allowed: bool
) -> None:
    server.answers["/robots.txt"], server.answers["/f/a.pdf"] = [robots], [body(PDF)]
    if allowed:
        fetch(_entry(f"{server.url}/f/a.pdf"), tmp_path, _client(), TODAY)
    else:
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetch(_entry(f"{server.url}/f/a.pdf"), tmp_path, _client(), TODAY)
    assert bool(server.asked("/f/a.pdf")) == allowed


def test_a_redirect_to_an_official_host_is_followed(server: Server, tmp_path: Path) -> None:
    other = f"http://localhost:{server.url.rpartition(':')[2]}"
    server.answers["/a.pdf"], server.answers["/b.pdf"] = [status(302, Location=f"{other}/b.pdf")], [body(PDF)]
    (file,) = fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(), TODAY)
    assert file.name == "a.pdf"


def test_a_packed_answer_is_unpacked(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = [body(gzip.compress(PDF), Content_Encoding="gzip", ETag='"a"')]
    fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(), TODAY)
    assert (tmp_path / "1-2020-nd-cp" / "a.pdf").read_bytes() == PDF


def test_an_answer_without_a_length_is_read_to_its_end(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = [body(PDF, length=None)]
    fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(), TODAY)
    assert (tmp_path / "1-2020-nd-cp" / "a.pdf").read_bytes() == PDF


def _drip(pieces: int, pause: float) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        step = len(PDF) // pieces + 1
        for begin in range(0, len(PDF), step):
            handler.wfile.write(PDF[begin : begin + step])
            handler.wfile.flush()
            time.sleep(pause)

    return answer


def test_a_slow_drip_is_waited_for(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = [_drip(8, 0.02)]
    fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(), TODAY)
    assert (tmp_path / "1-2020-nd-cp" / "a.pdf").read_bytes() == PDF


def test_a_server_that_falls_silent_is_given_up(server: Server, tmp_path: Path) -> None:
    release = threading.Event()

    def silent(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        release.wait(5)

    server.answers["/a.pdf"] = [silent]
    try:
        with pytest.raises(FetchError, match="mất kết nối"):
            fetch(_entry(f"{server.url}/a.pdf"), tmp_path, _client(timeout=0.05), TODAY)
    finally:
        release.set()


def test_a_drip_that_is_too_slow_is_given_up(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = [_drip(40, 0.005)]
    ticks = iter(range(0, 10**9, 10**6))
    hurried = Client(Manners(hosts=("127.0.0.1",), tries=1), lambda seconds: None, lambda: float(next(ticks)))
    with pytest.raises(FetchError, match="giữa chừng"):
        fetch(_entry(f"{server.url}/a.pdf"), tmp_path, hurried, TODAY)


def test_a_refused_connection_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(FetchError, match="mất kết nối"):
        fetch(_entry(f"http://127.0.0.1:{port}/a.pdf"), tmp_path, _client(), TODAY)


def test_a_machine_without_a_network_says_so_and_tries_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_args: object, **_more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    monkeypatch.setenv("no_proxy", "*")
    passing = Time()
    with pytest.raises(NoNetwork, match="nối mạng"):
        fetch(
            _entry("https://vbpl.vn/a.pdf", "https://vbpl.vn/b.pdf"),
            tmp_path,
            Client(Manners(), passing.sleep, passing.clock),
            TODAY,
        )
    assert passing.slept == []


ADDRESSES = [
    # of another kind of site: a private one, a look-alike, no web at all
    ("https://thuvienphapluat.vn/van-ban/x-1.aspx", "không phải trang chính thức"),
    ("https://vbpl.vn.example.com/a.pdf", "không phải trang chính thức"),
    ("https://xvbpl.vn/a.pdf", "không phải trang chính thức"),
    ("file:///etc/passwd", "không phải trang chính thức"),
    # official, but nobody knows how to read its pages
    ("https://moj.gov.vn/qt/tintuc/Pages/van-ban.aspx?ItemID=1", "chưa biết cách lấy văn bản"),
]


@pytest.mark.parametrize(("address", "message"), ADDRESSES)
def test_an_address_that_nothing_can_be_taken_from_is_one_clear_line(tmp_path: Path, address: str, message: str) -> None:
    with pytest.raises(FetchError, match=message):
        fetch(_entry(address), tmp_path, Client(), TODAY)


def test_the_next_address_is_tried_when_one_fails(server: Server, tmp_path: Path) -> None:
    server.answers["/b.docx"] = [body(_docx())]
    (file,) = fetch(_entry(f"{server.url}/a.pdf", f"{server.url}/b.docx"), tmp_path, _client(), TODAY)
    assert file.name == "b.docx"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages under 127.0.0.1 hold the text itself, those under localhost lead to files."""
    monkeypatch.setattr(
        sites, "SITES", (sites.Site("127.0.0.1", mark="toanvancontent"), sites.Site("localhost", files=("127.0.0.1",)))
    )


@pytest.mark.usefixtures("site")
def test_a_page_that_holds_the_text_is_kept_itself(server: Server, tmp_path: Path) -> None:
    content = '<div id="toanvancontent"><p>Điều 1. Trồng cây</p></div>'
    server.answers["/TW/Pages/vbpq-toanvan.aspx"] = [page(content)]
    (file,) = fetch(_entry(f"{server.url}/TW/Pages/vbpq-toanvan.aspx?ItemID=7"), tmp_path, _client(), TODAY)
    assert file.name == "1-2020-nd-cp.html"
    assert (tmp_path / "1-2020-nd-cp" / file.name).read_text("utf-8") == PAGE.format(content)


@pytest.mark.usefixtures("site")
def test_a_page_without_the_text_is_not_kept(server: Server, tmp_path: Path) -> None:
    server.answers["/van-ban/chi-tiet/--46740"] = [page("<p>đang tải…</p>")]
    with pytest.raises(FetchError, match="không có phần toàn văn"):
        fetch(_entry(f"{server.url}/van-ban/chi-tiet/--46740"), tmp_path, _client(), TODAY)
    assert _seen_by_a_build(tmp_path) == []


def _page_of_files(server: Server, content: str) -> str:
    server.answers["/van-ban/nghi-dinh-1.htm"] = [page(content)]
    return f"http://localhost:{server.url.rpartition(':')[2]}/van-ban/nghi-dinh-1.htm"


@pytest.mark.usefixtures("site")
def test_all_parts_that_a_page_leads_to_are_taken_under_names_of_their_own(server: Server, tmp_path: Path) -> None:
    server.answers["/tai"] = server.answers["/2/phan.pdf"] = [body(PDF)]
    address = _page_of_files(
        server,
        f'<a href="{server.url}/tai?Url=x&file_name=phan.pdf">1</a> <a href="{server.url}/2/phan.pdf">2</a>'
        f'<a href="{server.url}/2/phan.pdf#trang-2">lại</a> <a href="http://example.com/la.pdf">khác</a> <a href="/">về</a>',
    )
    files = fetch(_entry(address), tmp_path, _client(), TODAY)
    assert [file.name for file in files] == ["phan.pdf", "phan-2.pdf"]
    assert _seen_by_a_build(tmp_path) == ["phan-2.pdf", "phan.pdf"]


@pytest.mark.usefixtures("site")
def test_of_several_forms_the_one_that_keeps_most_is_taken(server: Server, tmp_path: Path) -> None:
    server.answers["/a.docx"] = [body(_docx())]
    address = _page_of_files(server, '<a href="/a.pdf">pdf</a><iframe src="/a.docx"></iframe>')
    assert [file.name for file in fetch(_entry(address), tmp_path, _client(), TODAY)] == ["a.docx"]


@pytest.mark.usefixtures("site")
def test_a_document_of_several_parts_is_seen_whole_or_not_at_all(server: Server, tmp_path: Path) -> None:
    server.answers["/1.pdf"] = [body(PDF)]
    address = _page_of_files(server, '<a href="/1.pdf">1</a><a href="/2.pdf">2</a>')
    with pytest.raises(FetchError, match="404"):
        fetch(_entry(address), tmp_path, _client(), TODAY)
    assert _seen_by_a_build(tmp_path) == []
    server.answers["/2.pdf"] = [body(PDF)]
    fetch(_entry(address), tmp_path, _client(), TODAY)
    assert _seen_by_a_build(tmp_path) == ["1.pdf", "2.pdf"]
    assert len(server.asked("/1.pdf")) == 1  # it was whole already


@pytest.mark.usefixtures("site")
def test_a_page_that_leads_to_no_file_is_one_clear_line(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="không có tệp văn bản nào"):
        fetch(_entry(_page_of_files(server, "<p>hết</p>")), tmp_path, _client(), TODAY)


# ---- The pages of an item of the national database, old and new ----

LAW = (
    "<p>QUỐC HỘI</p><p>Luật số: 9/2035/QH21</p><p>LUẬT</p><p>NUÔI ONG</p>"
    "<p>Căn cứ Hiến pháp;</p><p>Điều 1. Phạm vi</p><p>Luật này quy định việc nuôi ong trong rừng tràm theo {cited}.</p>"
    "<p>Luật này được Quốc hội khóa XXI, kỳ họp thứ 1 thông qua ngày 01 tháng 6 năm 2035.</p>"
)
DECREE = (
    "<p>CHÍNH PHỦ</p><p>Số: {number}</p><p>Hà Nội, ngày 02 tháng 7 năm 2035</p><p>NGHỊ ĐỊNH</p><p>Quy định về tổ ong</p>"
    "<p>Điều 1. Phạm vi</p><p>Nghị định này quy định về tổ ong.</p>"
)


def _old(content: str) -> Answer:
    return page(f'<div id="menu">Trang chủ</div><div id="toanvancontent">{content}</div>')


def _rendered(content: str, number: str = "9/2035/QH21", kind: str = "Luật") -> Answer:
    said = json.dumps(
        {"@type": "Legislation", "legislationIdentifier": number, "legislationType": kind, "name": "Luật Nuôi ong"}
    )
    other = '<script type="application/ld+json">{"@type": "WebSite"}</script><script type="application/ld+json">[</script>'
    text = f'<div class="min-h-screen preview-content pr-2">{content}</div>'
    return page(f'{other}<script type="application/ld+json">{said}</script><p>Trang chủ</p>{text}')


def _shell() -> Answer:
    return page('<script>self.__next_f.push([0])</script><div id="root"></div>')


def _answer(content: str | None, number: str = "9/2035/QH21", kind: str = "Luật") -> Answer:
    named = {"docNum": number, "docType": {"code": "L", "name": kind}, "issueDate": "2035-06-01T00:00:00", "title": "Luật Ong"}
    data = {**named, "documentContent": {"content": content}}
    return body(json.dumps({"success": True, "data": data}).encode(), Content_Type="application/json")


NEW, GATEWAY, OLD = "/van-ban/chi-tiet/--7", "/public/doc/7", "/TW/Pages/vbpq-toanvan.aspx"


def _database(server: Server) -> tuple[sites.Site, ...]:
    gateway = f"http://localhost:{server.url.rpartition(':')[2]}"
    pages = (server.url + NEW.replace("7", "{item}"), gateway + "/public/doc/{item}", f"{server.url}{OLD}?ItemID={{item}}")
    real = sites.SITES[0]
    return (
        sites.Site("127.0.0.1", mark=real.mark, item=real.item, pages=pages, gives="page"),
        sites.Site("localhost", item=r"/public/doc/(\d+)$", gives="answer"),
    )


ITEM_PAGES: list[tuple[dict[str, Answer], str, list[str]]] = [
    # the new page, rendered: it is enough
    ({NEW: _rendered(LAW)}, "1-2035.json", [NEW]),
    # a page that a browser must fill: what the gateway answers
    ({NEW: _shell(), GATEWAY: _answer(LAW)}, "1-2035.json", [NEW, GATEWAY]),
    # the gateway wants a token, has no text, gives no JSON: the old page
    ({NEW: _shell(), GATEWAY: status(401), OLD: _old(LAW)}, "1-2035.html", [NEW, GATEWAY, OLD]),
    ({NEW: status(404), GATEWAY: _answer(None), OLD: _old(LAW)}, "1-2035.html", [NEW, GATEWAY, OLD]),
    ({NEW: status(404), GATEWAY: page("lỗi"), OLD: _old(LAW)}, "1-2035.html", [NEW, GATEWAY, OLD]),
    # the item is another document there, or does not say which; the next address has the right one
    ({NEW: _rendered(DECREE.format(number="9/2035/NĐ-CP")), GATEWAY: _answer(LAW)}, "1-2035.json", [NEW, GATEWAY]),
    ({NEW: _old("<p>Đang cập nhật</p>"), GATEWAY: _answer(LAW)}, "1-2035.json", [NEW, GATEWAY]),
]
A_LAW = Entry("1-2035", "Luật", "9/2035/QH21", None, date(2035, 6, 1), "Nuôi ong")


@pytest.mark.parametrize(("answers", "name", "asked"), ITEM_PAGES)
def test_an_item_is_looked_for_on_its_pages_old_and_new(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Answer], name: str, asked: list[str]
) -> None:
    monkeypatch.setattr(sites, "SITES", _database(server))
    server.answers.update({path: [answer] for path, answer in answers.items()})
    law = replace(A_LAW, addresses=(f"{server.url}{OLD}?ItemID=7",))
    (file,) = fetch(law, tmp_path, _client(), TODAY, another)
    assert file.name == name
    data = (tmp_path / law.id / name).read_bytes()
    assert (file.sha256, file.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert [path.partition("?")[0] for path, _ in server.requests if path != "/robots.txt"] == asked
    assert _seen_by_a_build(tmp_path) == [name]
    reading = read(tmp_path / law.id / name)
    assert "Luật này quy định việc nuôi ong trong rừng tràm theo {cited}." in [p.text for p in reading.paragraphs]
    assert "Trang chủ" not in [p.text for p in reading.paragraphs]


REFUSED = [
    # another type of that number, another number, another day
    (replace(A_LAW, type="Nghị quyết"), LAW, "là của Luật Nuôi ong số 9/2035/QH21, không phải Nghị quyết 9/2035/QH21"),
    (replace(A_LAW, number="19/2035/QH21"), LAW, "không phải Luật 19/2035/QH21"),
    (replace(A_LAW, issued=date(2035, 6, 2)), LAW, "không phải Luật 9/2035/QH21"),
    # a page that does not say what it is
    (A_LAW, "<p>Đang cập nhật</p>", "không rõ trang là của văn bản nào"),
]


@pytest.mark.parametrize(("law", "content", "message"), REFUSED)
def test_what_is_another_document_is_refused(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, law: Entry, content: str, message: str
) -> None:
    monkeypatch.setattr(sites, "SITES", _database(server))
    server.answers[OLD] = [_old(content)]
    with pytest.raises(FetchError, match=message):
        fetch(replace(law, addresses=(f"{server.url}{OLD}?ItemID=7",)), tmp_path, _client(), TODAY, another)
    assert _seen_by_a_build(tmp_path) == []
    assert not is_fetched(law.id, tmp_path)
    assert not list((tmp_path / law.id).glob(".*.part"))


ITEMS = [
    # an address, its item, how many addresses that makes: those of the site, and another form of one of them
    ("https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=12318", "12318", 3),
    ("http://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?dvid=13&ItemID=12318&Keyword=", "12318", 4),
    ("https://vbpl.vn/van-ban/chi-tiet/--12318", "12318", 3),
    ("https://vbpl.vn/van-ban/chi-tiet/luat-nuoi-ong-so-9-2035-qh21--12318", "12318", 4),
    ("https://vbpl.vn/van-ban/chi-tiet/12318?tabs=toan-van", "12318", 4),
    ("https://vbpl.vn/tim-kiem?q=12318", "", 1),
    ("https://congbao.chinhphu.vn/van-ban/luat-so-1-2015-qh13-18397.htm", "", 1),
]


@pytest.mark.parametrize(("address", "item", "count"), ITEMS)
def test_the_pages_of_an_item_are_those_of_its_number(address: str, item: str, count: int) -> None:
    pages = sites.pages_of(address)
    assert address in pages
    assert all(item in page for page in pages)
    assert len(pages) == count


SHAPES = [
    # the shapes of addresses that the sites use
    ("https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=32801", "vbpl.vn", ""),
    ("https://vbpl.vn/van-ban/chi-tiet/--46740", "vbpl.vn", ""),
    ("https://congbao.chinhphu.vn/van-ban/luat-so-1-2015-qh13-18397.htm", "congbao.chinhphu.vn", ".htm"),
    ("https://vanban.chinhphu.vn/?pageid=27160&docid=1", "vanban.chinhphu.vn", ""),
    ("https://g7.cdnchinhphu.vn/api/download/stream?Url=x&file_name=91_2015(1).pdf", None, ".pdf"),
    ("https://datafiles.chinhphu.vn/cpp/files/vbpq/2025/7/91qh.signed.pdf", None, ".pdf"),
]


@pytest.mark.parametrize(("address", "host", "form"), SHAPES)
def test_every_site_is_told_by_its_addresses(address: str, host: str | None, form: str) -> None:
    site = sites.site_of(address)
    assert (site.host if site else None, sites.suffix_in(address)) == (host, form)
    assert Client().is_official(address)


NAMES = [
    ("a/b:c*.pdf", "a_b_c.pdf"),
    ("CON.pdf", "_CON.pdf"),
    ("...pdf", "van-ban.pdf"),
    ("luat ", "luat.pdf"),
    ("x" * 300, "x" * 100 + ".pdf"),
]


@pytest.mark.parametrize(("name", "safe"), NAMES)
def test_names_are_ones_that_every_system_takes(name: str, safe: str) -> None:
    assert safe_name(name, ".pdf") == safe


@settings(max_examples=50)
@given(st.text(max_size=150))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    safe = safe_name(name, ".pdf")
    assert safe.endswith(".pdf")
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert not set(safe) & set('<>:"/\\|?*')


def test_only_documents_with_an_address_and_no_text_are_downloadable(tmp_path: Path) -> None:
    entries = [_entry(), _entry("https://vbpl.vn/a.pdf")]
    assert downloadable(entries, [], tmp_path) == entries[1:]
    assert downloadable(entries, ["1-2020-nd-cp"], tmp_path) == []


def test_retry_after_may_be_a_day_and_time() -> None:
    assert client._seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert client._seconds("bao giờ đó") == 0.0


def test_a_site_is_told_the_version_of_the_program() -> None:
    assert Manners().agent.startswith(f"VienDan/{VERSION} ")


# ---- What a document cites, by the command ----

FACTS = """
[[document]]
id = "chi-thi-ong"
type = "Chỉ thị"
title = "Về nuôi ong"
source = "chính văn bản"

[[document]]
id = "9-2035-qh21"
type = "Luật"
number = "9/2035/QH21"
issued = 2035-06-01
title = "Nuôi ong"
source = "chính văn bản"
"""
CITING = """CHỈ THỊ

Về nuôi ong

1. Thực hiện Luật Nuôi ong số 9/2035/QH21, Nghị định số 6/2035/NĐ-CP ngày 02/7/2035 và Nghị định số 5/2035/NĐ-CP ngày 02/7/2035.
"""
TABLE = "type\tnumber\titem\tother_items\nLuật\t9/2035/QH21\t7\t\nNghị định\t6/2035/NĐ-CP\t6\t\nNghị định\t8/2035/NĐ-CP\t8\t3\n"


@pytest.fixture
def shelf(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data with a base of one directive; the database has the law (new), and two decrees that it cites (old)."""
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    corpus.mkdir()
    for name, content in (("catalogue.toml", FACTS), ("chi-thi-ong.md", CITING), ("addresses.tsv", TABLE)):
        (corpus / name).write_text(content, "utf-8")
    monkeypatch.setattr(build, "default_corpora", lambda: [corpus])
    monkeypatch.setattr(sites, "SITES", _database(server))
    monkeypatch.setattr(addresses, "_PAGE", f"{server.url}{OLD}?ItemID=")
    monkeypatch.setattr(commands.fetch.fetch, "Client", _client)
    server.answers[GATEWAY] = [_answer(LAW.format(cited="Nghị định số 8/2035/NĐ-CP ngày 02/7/2035"))]

    def old(handler: Handler) -> None:
        item = handler.path.rpartition("=")[2]
        number = {"6": "16/2035/NĐ-CP", "8": "18/2035/NĐ-CP", "3": "8/2035/NĐ-CP"}.get(item)  # 6 and 8 are others
        (_old(DECREE.format(number=number)) if number else status(404))(handler)

    server.answers[OLD] = [old]
    build.build([corpus], data)
    return data


def _fetch(data: Path, *arguments: str) -> int:
    return indexer.main(["fetch", *arguments, "--data", str(data)])


def test_what_a_document_cites_is_fetched_and_what_that_cites(
    server: Server, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _fetch(shelf, "--cited-by", "chi-thi-ong") == 1  # one of two is another document
    said = capsys.readouterr()
    assert "Bậc 1: 3 văn bản được viện dẫn; cần tải 2; 1 chưa biết địa chỉ chính thức" in said.out
    assert "[1/2] 9-2035-qh21: đã tải 9-2035-qh21.json" in said.out
    assert "[2/2] 6-2035-nd-cp: không tải được" in said.out
    assert "1 trong 2 văn bản không tải được" in said.err
    # again, deeper: the law is not asked for again, and read for what it cites
    asked = len(server.asked(GATEWAY))
    assert _fetch(shelf, "--cited-by", "chi-thi-ong", "--depth", "2") == 1
    assert "8-2035-nd-cp: đã tải 8-2035-nd-cp.html" in capsys.readouterr().out
    assert len(server.asked(GATEWAY)) == asked
    assert sorted(path.name for path in (shelf / "tai-ve").iterdir() if is_fetched(path.name, shelf / "tai-ve")) == [
        "8-2035-nd-cp", "9-2035-qh21"
    ]  # fmt: skip
    # the next build reads them unasked, and search finds the law
    assert indexer.main(["build", "--data", str(shelf)]) == 0
    said = capsys.readouterr().out
    assert "3 văn bản" in said
    assert "Còn 1 văn bản được viện dẫn chưa có trong kho mà đã biết địa chỉ; máy có mạng: make laws" in said
    on = ("--as-of", "31/12/2036")  # a law that is not in force yet stands last
    assert indexer.main(["search", "nuôi ong trong rừng tràm", *on, "--json", "--data", str(shelf)]) == 0
    assert json.loads(capsys.readouterr().out)["hits"][0]["document"] == "9-2035-qh21"


def test_an_interrupted_run_says_what_is_done_and_goes_on_the_next_time(
    server: Server, shelf: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = server.answers[OLD]

    def interrupt(_handler: Handler) -> None:
        raise ConnectionAbortedError

    def stopped(_seconds: float) -> None:
        if server.answers[OLD][0] is interrupt and server.asked(f"{OLD}?ItemID=6"):
            raise KeyboardInterrupt

    server.answers[OLD] = [interrupt]
    hosts = Manners(hosts=("127.0.0.1", "localhost"))
    monkeypatch.setattr(commands.fetch.fetch, "Client", lambda: Client(hosts, stopped, lambda: 0.0))
    assert _fetch(shelf, "--cited-by", "chi-thi-ong") == 1
    said = capsys.readouterr()
    assert said.err == "Đã dừng: đã tải 1 văn bản; chạy lại lệnh này để tải tiếp phần còn lại\n"
    assert "Chạy “python indexer.py build”" in said.out
    server.answers[OLD] = plain
    assert _fetch(shelf, "--cited-by", "chi-thi-ong") == 1
    assert "cần tải 1;" in capsys.readouterr().out
    assert len(server.asked(GATEWAY)) == 1


NOT_DONE = [
    # a document that there is not, a depth that is none
    (["--cited-by", "khong-co"], "Không có văn bản “khong-co” trong kho"),
    (["--depth", "0"], "“0” không phải là số bậc"),
    (["--depth", "x"], "“x” không phải là số bậc"),
]


@pytest.mark.parametrize(("arguments", "message"), NOT_DONE)
def test_what_cannot_be_fetched_is_one_clear_line(
    shelf: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with contextlib.suppress(SystemExit):
        assert _fetch(shelf, *arguments) == 1
    assert message in capsys.readouterr().err


def test_without_a_base_nobody_knows_what_is_cited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fetch(tmp_path, "--cited-by", "chi-thi-ong") == 1
    assert "Chưa có kho để biết văn bản nào được viện dẫn" in capsys.readouterr().err
