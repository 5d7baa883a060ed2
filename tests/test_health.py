"""What the server says of itself to those who look after it, on a real server: alive, ready, counted."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

import kb
from kb.generation import GENERATIONS, POINTER, STORE
from tests.conftest import ROOT
from webapp import create_app
from webapp.logs import SERVER_LOG

LAW = "/van-ban/901-2010-qh12"
PROBES = ("/healthz", "/readyz", "/metrics")


@pytest.fixture
def data(knowledge_base: Path, tmp_path: Path) -> Path:
    shutil.copytree(knowledge_base, tmp_path / "data", ignore=shutil.ignore_patterns("*.log*"))
    return tmp_path / "data"


@pytest.fixture(scope="module")
def client(knowledge_base: Path) -> FlaskClient:
    return create_app(knowledge_base).test_client()


Series = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scraped(text: str) -> Series:
    """The value of each series: (name, labels) → value."""
    families = text_string_to_metric_families(text)
    return {(sample.name, frozenset(sample.labels.items())): sample.value for family in families for sample in family.samples}


def value(series: Series, name: str, **labels: str) -> float | None:
    return series.get((f"vien_dan_{name}", frozenset(labels.items())))


class Running:
    """A server in a process of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, quote(path, safe="/?=&%+<>"), body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8")
        finally:
            connection.close()


@contextmanager
def running(data: Path) -> Iterator[Running]:
    """The server of this folder of data, started as its users start it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "webapp", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        assert "đang chạy" in process.stdout.readline()
        yield Running(port)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def log_lines(data: Path) -> list[str]:
    return (data / SERVER_LOG).read_text("utf-8").splitlines()


# ---- Alive and ready ---------------------------------------------------------------------------------------------------


def test_a_server_that_is_well_is_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"ok": True, "generation": 1}
    ready = client.get("/readyz")
    said = ready.get_json()
    assert (ready.status_code, said["ready"], said["program"], said["version"]) == (200, True, "vien-dan", kb.VERSION)
    generation = said["generation"]
    assert (generation["number"], generation["verified"]) in [(1, "yes"), (1, "pending")]
    assert re.fullmatch(r"[0-9a-f]{32}", generation["build"])
    assert 0 <= generation["age_seconds"] < 24 * 3600
    assert (said["newest"], said["older_serves"], said["problems"]) == (1, False, [])
    assert any("chưa có toàn văn" in line for line in said["missing"])  # of the imitations that are cited
    for path in PROBES:
        assert client.get(path).headers["Cache-Control"] == "no-store"


def _empty(data: Path) -> None:
    shutil.rmtree(data)


def _without_generations(data: Path) -> None:
    shutil.rmtree(data / GENERATIONS)


def _truncated(data: Path) -> None:
    (data / GENERATIONS / "1" / STORE).write_bytes(b"")


def _other_bytes(data: Path) -> None:
    path = data / GENERATIONS / "1" / STORE
    path.write_bytes(b"x" * path.stat().st_size)


def _no_pointer(data: Path) -> None:
    (data / POINTER).unlink()


# What is done to the folder of data; whether anything can be served from it.
DAMAGE = [
    (_empty, False),  # never built
    (_without_generations, False),  # the pointer names what is gone
    (_truncated, False),  # the store is cut off
    (_other_bytes, False),  # as large as it was, and something else
    (_no_pointer, True),  # the newest that verifies is taken
]


@pytest.mark.parametrize(("damage", "serves"), DAMAGE, ids=[row[0].__name__ for row in DAMAGE])
def test_what_cannot_be_served_is_said_with_503_and_without_a_path(data: Path, damage, serves: bool) -> None:
    damage(data)
    client = create_app(data).test_client()
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert answer.status_code == (200 if serves else 503), path
        assert str(data) not in answer.text
        assert "Traceback" not in answer.text
    said = client.get("/readyz").get_json()
    assert said["ready"] is serves
    assert (said["generation"] is None) is not serves
    counted = client.get("/metrics")
    assert counted.status_code == 200  # what is wrong is to be scraped
    assert str(data) not in counted.text
    assert value(scraped(counted.text), "generation_number") == int(serves)


def test_an_older_generation_that_serves_is_told_with_the_reason(data: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "moi.md").write_text("Điều 1. Tên\n\nMột văn bản mới về thuyền thúng.\n", "utf-8")
    kb.build.build([corpus], data)
    (data / GENERATIONS / "2" / STORE).write_bytes(b"no database")
    client = create_app(data).test_client()
    said = client.get("/readyz").get_json()
    assert (said["ready"], said["generation"]["number"], said["newest"], said["older_serves"]) == (True, 1, 2, True)
    assert said["problems"]
    assert "2" in said["problems"][0]
    series = scraped(client.get("/metrics").text)
    assert value(series, "generation_is_older") == 1
    assert value(series, "generation_newest_number") == 2
    assert value(series, "generation_problems") == 1


# ---- Counted -----------------------------------------------------------------------------------------------------------


# A request, the rule of its route, and the class of its status.
COUNTED = [
    ("/", "/", "2xx"),
    (f"{LAW}", "/van-ban/<document>", "2xx"),
    ("/van-ban/khong-co-bi-mat", "/van-ban/<document>", "4xx"),
    ("/api/v1/search?q=giong cay bi mat", "/api/v1/search", "2xx"),
    ("/api/v1/search", "/api/v1/search", "4xx"),
    ("/khong/co/trang/bi-mat", "none", "4xx"),  # leads nowhere: one series for all of them
    ("/static/style.css", "/static/<path:filename>", "2xx"),
    ("/healthz", "/healthz", "2xx"),
]


def test_requests_are_counted_by_rule_and_class_and_say_nothing_of_who_asked_what(knowledge_base: Path) -> None:
    client = create_app(knowledge_base).test_client()
    for url, _, _ in COUNTED:
        client.get(url, environ_overrides={"REMOTE_ADDR": "10.20.30.40", "REMOTE_USER": "nguyen-van-a"}).close()
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    series = scraped(answer.text)
    for _, rule, status in COUNTED:
        assert value(series, "http_request_seconds_count", route=rule, status=status) == 1, rule
    for secret in ("bi-mat", "bi mat", "bi+mat", "10.20.30.40", "nguyen-van-a", "901-2010", str(knowledge_base)):
        assert secret not in answer.text
    labels = {name for _, pairs in series for name, _ in pairs}
    assert labels <= {"route", "status", "le", "state", "version", "reason", "result"}


@pytest.mark.parametrize("accept", ["*/*", "text/plain;version=abc", "application/openmetrics-text;version=x", "", ",;=,"])
def test_whatever_a_scraper_accepts_it_gets_the_text_format(client: FlaskClient, accept: str) -> None:
    assert client.get("/metrics", headers={"Accept": accept}).status_code == 200


def test_the_number_of_series_does_not_grow_with_what_is_asked(knowledge_base: Path) -> None:
    client = create_app(knowledge_base).test_client()
    client.get("/x/0")
    client.get(f"{LAW}/dieu-999")
    before = len(scraped(client.get("/metrics").text))
    for number in range(100):
        client.get(f"/x/{number}")
        client.get(f"{LAW}/dieu-9{number}")
        client.get(f"/van-ban/{number}")
    after = scraped(client.get("/metrics").text)
    assert (
        len(after) <= before + 2 * 20
    )  # the series of two more histograms: of /metrics itself, of documents that are not there


# What is sent to be checked, the status, and the reason that counts.
REFUSED = [
    ({"tep": (BytesIO(b"%PDF-1.7 hong"), "bi-mat.pdf")}, 400, "invalid"),  # a damaged file
    ({"tep": (BytesIO(b"x"), "bi-mat.xyz")}, 400, "invalid"),  # of a form that nobody reads
]


def test_materials_that_are_refused_are_counted_by_reason(knowledge_base: Path) -> None:
    client = create_app(knowledge_base).test_client()
    for form, status, _ in REFUSED:
        assert client.post("/lien-ket", data=form).status_code == status
    client.post("/lien-ket", data={"van-ban": "Điều 1"})  # is not refused
    client.get("/lien-ket?ngay=xyz")  # was not sent
    series = scraped(client.get("/metrics").text)
    assert value(series, "uploads_refused_total", reason="invalid") == len(REFUSED)
    assert value(series, "uploads_refused_total", reason="busy") == 0  # a series that is there before it counts
    assert value(series, "uploads_refused_total", reason="too_large") == 0


def test_two_servers_in_one_process_count_apart(knowledge_base: Path) -> None:
    first, second = (create_app(knowledge_base).test_client() for _ in range(2))
    first.get("/")
    assert value(scraped(first.get("/metrics").text), "http_request_seconds_count", route="/", status="2xx") == 1
    assert value(scraped(second.get("/metrics").text), "http_request_seconds_count", route="/", status="2xx") is None


def test_threads_of_a_real_server_lose_no_count_and_no_line(data: Path) -> None:
    threads, each = 16, 25
    with running(data) as server:
        with ThreadPoolExecutor(threads) as pool:
            answers = list(pool.map(lambda n: server.get(f"/van-ban?n={n}")[0], range(threads * each)))
        assert set(answers) == {200}
        series = scraped(server.get("/metrics")[1])
    assert value(series, "http_request_seconds_count", route="/van-ban", status="2xx") == threads * each
    assert value(series, "generation_number") == 1
    lines = log_lines(data)
    assert len(lines) == threads * each
    assert all(re.search(r" GET /van-ban 200 [\d.]+ ms \d+ B$", line) for line in lines)


# What the last build left, and what is counted of it.
BUILDS = [
    (["build", "--corpus", "{corpus}"], "published", 0),
    (["build", "--corpus", "{corpus}"], "unchanged", 0),
    (["build", "--corpus", "{empty}"], "failed", 1),  # nothing to read
]


def test_the_result_of_the_last_build_is_counted_and_names_no_path(data: Path, tmp_path: Path) -> None:
    folders = {"corpus": tmp_path / "nguồn", "empty": tmp_path / "trống"}
    for folder in folders.values():
        folder.mkdir()
    (folders["corpus"] / "a.md").write_text("Điều 1. Tên\n\nVề thuyền thúng.\n", "utf-8")
    client = create_app(data).test_client()
    assert client.get("/readyz").get_json()["last_build"] is None  # built by a program, not by the command
    for words, result, code in BUILDS:
        own = [word.format(**folders) for word in words]
        done = subprocess.run([sys.executable, "indexer.py", *own, "--data", data], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == code
        answer = client.get("/metrics")
        series = scraped(answer.text)
        of_results = {name: value(series, "last_build_result", result=name) for name in kb.BUILD_RESULTS}
        assert of_results == {name: float(name == result) for name in kb.BUILD_RESULTS}
        assert value(series, "last_build_exit_code") == code
        assert value(series, "last_build_ended_timestamp_seconds") == pytest.approx(time.time(), abs=600)
        ready = client.get("/readyz")
        assert ready.get_json()["last_build"]["result"] == result
        for text in (answer.text, ready.text):
            assert str(tmp_path) not in text


# A file that is no word of a build.
NO_WORDS = ["", "{", "[]", "null", "{}", '{"result": "published"}', "\x00\xff", "[" * 100_000]


@pytest.mark.parametrize("content", NO_WORDS, ids=range(len(NO_WORDS)))
def test_a_damaged_word_of_the_last_build_is_none(data: Path, content: str) -> None:
    (data / "last-build.json").write_text(content, "utf-8")
    client = create_app(data).test_client()
    assert client.get("/readyz").get_json()["last_build"] is None
    assert client.get("/metrics").status_code == 200


def test_a_build_that_finds_another_running_leaves_its_word_alone(data: Path, tmp_path: Path) -> None:
    from filelock import FileLock  # noqa: PLC0415

    (tmp_path / "a").mkdir()
    (data / "last-build.json").write_text("as it was", "utf-8")
    words = [sys.executable, "indexer.py", "build", "--corpus", str(tmp_path / "a"), "--data", str(data)]
    with FileLock(data / "build.lock"):
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert (data / "last-build.json").read_text("utf-8") == "as it was"


# ---- Logged ------------------------------------------------------------------------------------------------------------


SECRETS = ("bimat-truy-van", "bimat-dan", "bimat-ten-tep", "bimat-cookie", "bimat-nguoi", "127.0.0.1")


def ask(server: Running) -> None:
    """Requests that hold what no log may say."""
    server.get("/tim?q=bimat-truy-van", Cookie="x=bimat-cookie", Authorization="Basic bimat-nguoi")
    server.get("/api/v1/search?q=bimat-truy-van&limit=xyz")
    server.get(f"{LAW}?ngay=bimat-truy-van")
    form = b"van-ban=bimat-dan"
    server.get("/lien-ket", "POST", form, **{"Content-Type": "application/x-www-form-urlencoded"})
    part = b'--b\r\nContent-Disposition: form-data; name="tep"; filename="bimat-ten-tep.pdf"\r\n\r\n%PDF-1.7 x\r\n--b--\r\n'
    server.get("/lien-ket", "POST", part, **{"Content-Type": "multipart/form-data; boundary=b"})
    for path in PROBES:
        server.get(path)
    server.get("/static/style.css")
    server.get("/static/khong-co.css")


ASKED = ["/tim", "/api/v1/search", LAW, "/lien-ket", "/lien-ket", "/static/khong-co.css"]  # of these a line each

# The settings of the log, whether it is JSON, and which of the secrets it may have.
LOGS = [
    ("", False, ()),
    ('[log]\nformat = "json"\n', True, ()),
    ('[log]\nformat = "json"\nqueries = true\n', True, ("bimat-truy-van",)),
    ("[log]\naddresses = true\n", False, ("127.0.0.1",)),
    ('[log]\nformat = "text"\nqueries = true\naddresses = true\n', False, ("bimat-truy-van", "127.0.0.1")),
]


@pytest.mark.parametrize(("settings", "is_json", "allowed"), LOGS, ids=range(len(LOGS)))
def test_the_log_has_a_line_for_each_request_and_only_what_the_owner_allows(
    data: Path, settings: str, is_json: bool, allowed: tuple[str, ...]
) -> None:
    if settings:
        (data / kb.SETTINGS_FILE).write_text(settings, "utf-8")
    with running(data) as server:
        ask(server)
    text = (data / SERVER_LOG).read_text("utf-8")
    for secret in SECRETS:
        assert (secret in text) is (secret in allowed), secret
    if is_json:
        events = [json.loads(line) for line in text.splitlines()]
        requests = [event for event in events if event["event"] == "request"]
        assert [event["path"] for event in requests] == ASKED
        assert {"time", "level", "event", "method", "path", "status", "ms", "bytes"} <= requests[0].keys()
        assert requests[0]["status"] == 200
        assert requests[0]["ms"] > 0
    else:
        requests = [line for line in text.splitlines() if re.match(r"\S+ (GET|POST) /", line)]
        assert len(requests) == len(ASKED)


# A path as it is sent; what its line must not have.
HOSTILE = [
    "/x%0A2026-01-01T00:00:00+00:00 GET /gia 200 1.0 ms 1 B",  # a line of its own
    "/x%0D%0Agia",
    "/x%E2%80%A8gia",  # a line separator (U+2028)
    "/x%C2%85gia",  # next line (U+0085)
    "/x%1B[31mgia",  # colours of a terminal
    "/x%E2%80%AEgia",  # turns the direction
    "/x%00gia",
    "/x%FF%FEgia",  # no UTF-8
    "/" + "a" * 5000,  # longer than a line should be
]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_path_can_end_a_line_of_the_log_or_hide_in_it(data: Path, form: str) -> None:
    (data / kb.SETTINGS_FILE).write_text(f'[log]\nformat = "{form}"\n', "utf-8")
    with running(data) as server:
        for path in HOSTILE:
            assert server.get(path)[0] == 404
    lines = log_lines(data)
    assert len(lines) == len(HOSTILE)
    for line in lines:
        assert len(line) < 700
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff]", line)
        path = json.loads(line)["path"] if form == "json" else re.fullmatch(r"\S+ GET (\S+) 404 \S+ ms \S+ B", line)[1]
        assert path.startswith("/")


def test_an_error_is_logged_where_it_arose_without_the_words_that_were_typed(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import logging  # noqa: PLC0415

    from webapp.logs import open_server_log  # noqa: PLC0415

    def fails(*_: object, **__: object) -> None:
        try:
            {}["bimat-khoa"]
        except KeyError as error:
            raise ValueError("bimat-loi\nhai dòng") from error

    loggers = [logging.getLogger(name) for name in ("webapp", "kb", "waitress")]
    before = [(logger, logger.handlers[:], logger.propagate, logger.level) for logger in loggers]
    try:
        for queries, form in [(False, "text"), (False, "json"), (True, "json")]:
            (data / SERVER_LOG).unlink(missing_ok=True)
            open_server_log(data, kb.LogSettings(form == "json", queries))
            app = create_app(data)
            monkeypatch.setattr("kb.search", fails)
            assert app.test_client().get("/api/v1/search?q=x").status_code == 500
            for logger in loggers:
                for handler in logger.handlers:
                    handler.close()
            text = (data / SERVER_LOG).read_text("utf-8")
            assert "ValueError" in text
            assert "KeyError" in text
            assert " fails" in text  # the function
            assert ("bimat" in text) is queries
            assert ("bimat" in capsys.readouterr().err) is queries
            if form == "json":
                assert all(json.loads(line) for line in text.splitlines())
    finally:
        for logger, handlers, propagate, level in before:
            logger.handlers[:], logger.propagate = handlers, propagate
            logger.setLevel(level)


# ---- The file of a log -------------------------------------------------------------------------------------------------


def _record(text: str):
    import logging  # noqa: PLC0415

    return logging.LogRecord("kb", 30, "", 0, text, None, None)


def test_a_log_is_bounded_and_keeps_the_newest(tmp_path: Path) -> None:
    log = kb.LogFile(tmp_path / "a.log", largest=1000, older=2)
    for number in range(1000):
        log.emit(_record(f"dòng {number}"))
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.log", "a.log.1", "a.log.2"]
    assert all(path.stat().st_size <= 1100 for path in tmp_path.iterdir())
    kept = [line for name in ("a.log.2", "a.log.1", "a.log") for line in (tmp_path / name).read_text("utf-8").splitlines()]
    assert kept == [f"dòng {number}" for number in range(1000 - len(kept), 1000)]


def test_several_processes_and_threads_write_whole_lines_to_one_bounded_log(tmp_path: Path) -> None:
    script = (
        "import sys, logging; from pathlib import Path; from kb.logs import LogFile\n"
        "log = LogFile(Path(sys.argv[1]), largest=20_000, older=2)\n"
        "for n in range(2000): log.emit(logging.LogRecord('kb', 30, '', 0, f'{sys.argv[2]} {n:05} ' + 'x' * 20, None, None))\n"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "a.log")]
    processes = [subprocess.Popen([*words, name], cwd=ROOT) for name in "abc"]
    assert [process.wait(120) for process in processes] == [0, 0, 0]
    parts = list(tmp_path.iterdir())
    assert len(parts) == 3
    for part in parts:
        assert part.stat().st_size < 2 * 20_000
        assert all(re.fullmatch(r"[abc] \d{5} x{20}", line) for line in part.read_text("utf-8").splitlines())


def test_where_a_log_cannot_be_written_nothing_else_suffers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tệp").touch()
    for path in (tmp_path, tmp_path / "tệp" / "a.log", tmp_path / "không có" / "a.log", Path("/dev/full")):
        if path.exists() or os.name == "posix":
            log = kb.LogFile(path)
            log.emit(_record("một"))
            log.emit(_record("hai"))
            log.close()
    assert capsys.readouterr() == ("", "")


def test_a_record_is_not_longer_than_its_bound(tmp_path: Path) -> None:
    log = kb.LogFile(tmp_path / "a.log")
    log.emit(_record("x" * 1_000_000))
    log.close()
    assert (tmp_path / "a.log").stat().st_size < 20_000


def test_a_log_that_cannot_become_an_older_part_stops_at_twice_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:  # as Windows does while another process has the file open
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuses)
    log = kb.LogFile(tmp_path / "a.log", largest=1000)
    for number in range(1000):
        log.emit(_record(f"dòng {number}"))
    log.close()
    assert 1000 <= (tmp_path / "a.log").stat().st_size <= 2100


def test_health_answers_while_all_threads_are_busy_counting(client: FlaskClient) -> None:
    """`/metrics` and `/readyz` may be asked by many at once."""
    errors: list[BaseException] = []

    def ask_all() -> None:
        try:
            own = client.application.test_client()
            for path in PROBES * 5:
                assert own.get(path).status_code == 200
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=ask_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
