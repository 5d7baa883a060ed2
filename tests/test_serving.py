"""The server itself, over real connections: slow and greedy clients, long bodies, a stop, and names that it does not have."""

import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests import hostile
from tests.servers import Served, free_port, served, until
from tests.test_webapp import client_of, post
from webapp import create_app, hosts, serving
from webapp.serving import Server


@pytest.fixture(scope="module")
def server(knowledge_base: Path) -> Iterator[Served]:
    with served(knowledge_base) as running:
        yield running


@pytest.fixture(scope="module")
def client(knowledge_base: Path) -> FlaskClient:
    return client_of(knowledge_base)


def upload(name: str, data: bytes) -> tuple[bytes, bytes]:
    """The head and the body of a request that sends a file."""
    boundary, body = encode_multipart({"van-ban": "", "tep": FileStorage(BytesIO(data), name)})
    head = f"POST /lien-ket HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: multipart/form-data; boundary={boundary}\r\n\r\n".encode(), body


# ---- Materials ---------------------------------------------------------------------------------------------------------


def test_eight_hostile_uploads_at_once_keep_nobody_waiting(server: Served) -> None:
    sent = [upload(name, make()) for name, make in hostile.FILES[:8]]
    answers: list[bytes] = []
    uploads = [threading.Thread(target=lambda pair=pair: answers.append(server.send(*pair, seconds=400))) for pair in sent]
    for thread in uploads:
        thread.start()
    waited = []
    while any(thread.is_alive() for thread in uploads):
        begun = time.monotonic()
        assert server.get("/healthz")[0] == 200
        waited.append(time.monotonic() - begun)
        time.sleep(0.05)
    codes = sorted(int(answer.split()[1]) for answer in answers)
    assert len(codes) == 8
    assert set(codes) <= {200, 400, 413, 503}
    assert codes.count(503) >= 4, "two are read at a time, and few wait"
    assert all(b"Retry-After: 5\r\n" in answer for answer in answers if b" 503 " in answer.split(b"\r\n", 1)[0])
    waited.sort()
    assert waited[len(waited) // 2] < 0.2
    assert waited[-1] < 10.0, "even on a machine with much else to do"
    assert psutil.Process(server.process.pid).memory_info().rss < 512 * 2**20
    assert b" 200 OK" in server.send(*upload("a.txt", "Điều 5".encode())).split(b"\r\n", 1)[0]


# ---- Bodies ------------------------------------------------------------------------------------------------------------

HEAD = "HTTP/1.1\r\nHost: localhost\r\n"
# The head of a request, the pieces of its body that are sent, and the status.
LONG_BODIES = [
    # a length that is known: refused at once, for the address that takes files and for others, which read no body at all
    (f"POST /lien-ket {HEAD}Content-Length: 1073741824\r\n\r\n", [b"a" * 1000], 413),
    (f"POST /lien-ket {HEAD}Content-Length: 21100000\r\n\r\n", [b"a" * 21_100_000], 413),
    (f"GET /tim?q=a {HEAD}Content-Length: 65537\r\n\r\n", [], 413),
    (f"POST /api/v1/search {HEAD}Content-Length: 99999999999999999999999\r\n\r\n", [], 413),
    (f"PUT /lien-ket {HEAD}Content-Length: 1000000\r\n\r\n", [], 413),
    # as long as it may be
    (f"GET /tim?q=a {HEAD}Content-Length: 65536\r\nConnection: close\r\n\r\n", [b"a" * 65536], 200),
    # who asks first is not told to go on
    (f"POST /lien-ket {HEAD}Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n", [], 413),
    # a length that is not known
    (f"POST /tim {HEAD}Transfer-Encoding: chunked\r\n\r\n", [b"10000\r\n" + b"a" * 65536 + b"\r\n"] * 3, 413),
    (f"POST /lien-ket {HEAD}Transfer-Encoding: chunked\r\n\r\n", [b"100000\r\n" + b"a" * 2**20 + b"\r\n"] * 40, 413),
    # a head without end, one that is none
    (f"GET / {HEAD}X: {'a' * 40_000}\r\n\r\n", [], 431),
    (f"GET / {HEAD}Content-Length: -1\r\n\r\n", [], 400),
    (f"GET / {HEAD}Content-Length: 5, 6\r\n\r\n", [], 400),
    ("\x00\x01\x02\r\n\r\n", [], 400),
]  # fmt: skip


@pytest.mark.parametrize(("head", "pieces", "code"), LONG_BODIES, ids=range(len(LONG_BODIES)))
def test_a_body_that_is_too_long_is_refused_before_it_is_read(
    server: Served, head: str, pieces: list[bytes], code: int
) -> None:
    before = psutil.Process(server.process.pid).memory_info().rss
    answer = server.send(head.encode("latin-1"), *pieces, seconds=20)
    first, _, rest = answer.partition(b"\r\n")
    assert first.split()[1] == str(code).encode(), answer[:200]
    assert b"100 Continue" not in answer
    if code != 200:
        assert b"waitress" not in rest
        assert re.search("[àáạảđếềệướ]", rest.decode()), "in Vietnamese"
    assert psutil.Process(server.process.pid).memory_info().rss - before < 64 * 2**20


# ---- Slow clients ------------------------------------------------------------------------------------------------------


@pytest.fixture
def quick(knowledge_base: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server in this process whose deadlines are short."""
    for name, value in (("HEADER_SECONDS", 1.0), ("BODY_SECONDS", 1.0), ("_IDLE_SECONDS", 2), ("STOP_SECONDS", 2.0)):
        monkeypatch.setattr(serving, name, value)
    monkeypatch.setattr(serving, "_MOST_CONNECTIONS", 50)
    port = free_port()
    server = Server(create_app(knowledge_base), "127.0.0.1", port)
    running = threading.Thread(target=server.run)
    running.start()
    yield port
    server.stop()
    running.join(30)
    assert not running.is_alive()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


# What a client sends at first, and then again and again.
SLOW = [
    (b"", b""),  # nothing
    (b"GET / HT", b""),  # half a line
    (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X: a\r\n"),  # a head that goes on and on
    (b"POST /lien-ket HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n", b"a"),  # a body, letter by letter
    (b"POST /lien-ket HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b""),  # and no more after one answer
]


@pytest.mark.parametrize(("first", "then"), SLOW, ids=range(len(SLOW)))
def test_who_sends_slowly_is_cut_off(quick: int, first: bytes, then: bytes) -> None:
    with connect(quick) as slow:
        slow.sendall(first)
        slow.settimeout(0.1)
        begun = time.monotonic()
        while time.monotonic() - begun < 30:
            try:
                if not slow.recv(65536):
                    break
            except TimeoutError:
                try:
                    slow.sendall(then)
                except OSError:
                    break
            except OSError:
                break
        assert time.monotonic() - begun < 25


def test_those_who_hold_connections_open_shut_nobody_out(quick: int) -> None:
    held = []
    for n in range(300):
        held.append(connect(quick))
        held[-1].sendall(b"GET / HTTP/1.1\r\nX:" if n % 2 else b"POST /lien-ket HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
        if n % 50 == 49:
            with connect(quick) as honest:
                honest.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert b" 200 OK" in honest.recv(4096)
    for connection in held:
        connection.close()


def test_half_open_connections_keep_nobody_waiting(server: Served) -> None:
    held = [connect(server.port) for _ in range(160)]
    for connection in held:
        connection.sendall(b"GET / HTTP/1.1\r\nX-a: ")
    assert server.get("/healthz", seconds=10)[0] == 200
    for connection in held:
        connection.close()


def test_a_slow_but_steady_upload_is_taken(quick: int) -> None:
    head, body = upload("a.txt", b"a" * 100_000)
    with connect(quick) as steady:
        steady.sendall(head)
        for start in range(0, len(body), 5000):
            steady.sendall(body[start : start + 5000])
            time.sleep(0.15)
        assert b" 200 OK" in steady.recv(4096)


# ---- Stopping ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_lets_what_is_under_way_finish_and_leaves_nothing(knowledge_base: Path, number: signal.Signals) -> None:
    with served(knowledge_base) as server:
        head, body = upload("a.txt", "Theo Điều 5 Luật số 902/2024/QH15\n".encode() * 500)
        with connect(server.port) as under_way, connect(server.port) as held:
            held.sendall(b"GET / HTTP/1.1\r\n")
            under_way.sendall(head + body[:-10])
            time.sleep(1.0)
            server.process.send_signal(number)
            time.sleep(0.5)
            children = server.children()
            under_way.sendall(body[-10:])
            answer = b""
            while more := under_way.recv(65536):
                answer += more
        assert b" 200 OK" in answer[:20]
        assert answer.endswith(b"</html>\n") or answer.rstrip().endswith(b"</html>")
        assert server.process.wait(30) == 0
        assert until(lambda: not any(child.is_running() for child in children))


def test_a_server_that_is_asked_nothing_stops_at_once(knowledge_base: Path) -> None:
    with served(knowledge_base) as server, connect(server.port) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(4096)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
        assert time.monotonic() - begun < serving.STOP_SECONDS


# ---- Names of the server -----------------------------------------------------------------------------------------------

OWN = socket.gethostname()
# A header Host, what vien-dan.toml settles, and whether it is answered.
HOSTS = [
    ("localhost", "", True), ("localhost:8000", "", True), ("LOCALHOST.", "", True),
    # addresses of this machine and of an intranet, which nobody else can have a name lead to
    ("127.0.0.1", "", True), ("127.8.8.8:80", "", True), ("[::1]:8000", "", True), ("10.0.0.5:8000", "", True),
    ("192.168.1.20", "", True), ("172.16.0.1", "", True), ("[fd00::1]", "", True), ("[fe80::1]", "", True),
    ("0.0.0.0", "", True),
    ("[::ffff:10.0.0.5]", "", True),
    # the machine's own names
    (OWN, "", True), (f"{OWN}:8000", "", True), (f"{OWN.partition('.')[0]}.local", "", True),
    # names of others, that look like it
    ("evil.example", "", False), ("localhost.evil.example", "", False), (f"{OWN}.evil.example", "", False),
    ("127.0.0.1.evil.example", "", False), ("xlocalhost", "", False), ("8.8.8.8", "", False), ("[2606:4700::1111]", "", False),
    ("2130706433", "", False), ("0x7f.1", "", False),
    # names that are settled, and only those
    ("luat.tinh.example.vn", 'hosts = ["luat.tinh.example.vn"]', True),
    ("LUAT.tinh.example.vn:8443", 'hosts = ["Luat.Tinh.example.vn"]', True),
    ("a.luat.tinh.example.vn", 'hosts = ["luat.tinh.example.vn"]', False), ("8.8.8.8", 'hosts = ["8.8.8.8"]', True),
    # what is no name
    ("", "", False), ("a b", "", False), ('a"><script>', "", False), ("localhost/x", "", False), ("user@localhost", "", False),
    ("localhost:99999999", "", False), ("localhost, evil.example", "", False), ("[::1", "", False), ("đ.vn", "", False),
    ("a" * 300, "", False),
]  # fmt: skip


@pytest.mark.parametrize(("host", "settled", "is_answered"), HOSTS, ids=[ascii(row[0])[:30] for row in HOSTS])
def test_the_server_answers_under_its_names_alone(
    knowledge_base: Path, tmp_path: Path, host: str, settled: str, is_answered: bool
) -> None:
    data = knowledge_base
    if settled:
        data = tmp_path / "data"
        shutil.copytree(knowledge_base, data)
        (data / "vien-dan.toml").write_text(f"[server]\n{settled}\n", "utf-8")
    client = client_of(data)
    for path in ("/nhung", "/api/v1/search?q=cây", "/opensearch.xml", "/khong-co"):
        answer = client.get(path, environ_overrides={"HTTP_HOST": host.encode().decode("latin-1")})
        assert (answer.status_code != 400) == is_answered, path
        if not is_answered:
            assert "<script" not in answer.text or "page.js" in answer.text
            assert "máy" in answer.text.lower()


def test_a_name_that_is_not_known_is_told_how_to_become_so(client: FlaskClient) -> None:
    said = client.get("/api/v1/search?q=a", headers={"Host": "Luat.Example.vn:8000"}).get_json()["error"]
    assert said == (
        "Máy chủ này chưa nhận tên “luat.example.vn”: người quản trị ghi "
        'hosts = ["luat.example.vn"] trong mục [server] của vien-dan.toml, rồi khởi động lại.'
    )


def test_what_a_client_says_of_a_server_in_front_is_not_believed(server: Served) -> None:
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    code, text = server.get("/opensearch.xml", **forwarded)
    assert code == 200
    assert "evil.example" not in text
    assert f"http://127.0.0.1:{server.port}/tim" in text


def test_a_server_in_front_that_is_settled_is_believed_and_its_host_is_checked(knowledge_base: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(knowledge_base, data)
    (data / "vien-dan.toml").write_text('[server]\nproxy = true\nhosts = ["luat.example.vn"]\n', "utf-8")
    with served(data) as server:
        forwarded = {"X-Forwarded-Host": "luat.example.vn", "X-Forwarded-Proto": "https"}
        assert "https://luat.example.vn/tim" in server.get("/opensearch.xml", **forwarded)[1]
        assert server.get("/opensearch.xml", **{**forwarded, "X-Forwarded-Host": "evil.example"})[0] == 400


def test_a_client_that_names_no_host_gets_the_address_that_it_came_to(server: Served) -> None:
    answer = server.send(b"GET /opensearch.xml HTTP/1.0\r\n\r\n").decode()
    assert f"http://127.0.0.1:{server.port}/tim" in answer


@pytest.mark.parametrize(("address", "is_known"), [("203.0.113.9", True), ("8.8.4.4", False)])
def test_an_address_of_the_internet_is_known_where_the_connection_came_in_on_it(address: str, is_known: bool) -> None:
    assert hosts.is_known("8.8.8.8", (), "8.8.8.8")
    assert hosts.is_known(address, (), "8.8.8.8") == is_known  # 203.0.113.0/24 belongs to nobody (RFC 5737)


# ---- What errors say ---------------------------------------------------------------------------------------------------

# What has become of the data folder, and the status of the pages.
DAMAGES: list[tuple[Callable[[Path], None], int]] = [
    (lambda data: (data / "generations" / "1" / "kb.sqlite").unlink(), 503),
    (lambda data: (data / "generations" / "1" / "kb.sqlite").write_bytes(b"x" * 5000), 503),
    (lambda data: shutil.rmtree(data / "generations" / "1" / "index"), 503),
    (shutil.rmtree, 503),
]


@pytest.mark.parametrize(("damage", "code"), DAMAGES, ids=range(len(DAMAGES)))
def test_no_error_names_a_path_of_the_server(
    knowledge_base: Path, tmp_path: Path, damage: Callable[[Path], None], code: int
) -> None:
    data = tmp_path / "data"
    shutil.copytree(knowledge_base, data)
    damage(data)
    client = client_of(data)
    for path in (
        "/",
        "/tim?q=a",
        "/van-ban",
        "/van-ban/a/b",
        "/lien-ket",
        "/api/v1/search?q=a",
        "/api/v1/documents/a",
        "/healthz",
    ):
        answer = client.get(path)
        assert answer.status_code == code, path
        assert str(tmp_path) not in answer.text
        assert "Traceback" not in answer.text
    assert post(client, {"van-ban": "Điều 5"}).status_code == code


# Signs that turn the direction of what stands beside them.
TURNING = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TURNED = f"\u202eĐiều 5{TURNING}"
# What is asked for with such signs in it.
TURNED_PATHS = [
    f"/tim?q={TURNED} cây",
    f"/nhung/khung?q={TURNED} cây",
    f"/van-ban/{TURNED}",
    f"/van-ban/901-2010-qh12/{TURNED}",
    f"/tim?q=cây&van-ban={TURNED}",
    f"/tim?q=cây&ngay={TURNED}",
    f'/tim?q="{TURNED}" loại:{TURNED}',
]


@pytest.mark.parametrize("path", TURNED_PATHS, ids=range(len(TURNED_PATHS)))
def test_what_turns_direction_in_a_request_is_not_in_the_words_of_the_page(client: FlaskClient, path: str) -> None:
    text = re.sub(r"""\b(?:value|href|action)="[^"]*\"""", "", client.get(path).text)
    assert not set(text) & set(TURNING)


def test_what_turns_direction_in_a_material_is_isolated(client: FlaskClient) -> None:
    cited = f"Điều 3 Luật Trồng cây số 901/2010/QH12 và Nghị quyết số 71/2016/NQ-CP{TURNED} ngày 01/7/2016"
    text = post(client, {"van-ban": cited}).text
    around = re.sub(
        r"<bdi>.*?</bdi>|<p id=\"dong-\d+\">.*?</p>|<textarea.*?</textarea>|title=\"[^\"]*\"", "", text, flags=re.DOTALL
    )
    assert not set(around) & set(TURNING)
    named = post(client, {"van-ban": "", "tep": FileStorage(BytesIO("Điều 5".encode()), f"a{TURNED}.txt")}).text
    assert "a\ufffdĐiều 5" in named
    assert not set(named) & set(TURNING)
