"""A polite HTTP client for official sites.

Guarantees:
1. One request at a time, a pause between two to one host, robots.txt obeyed, waits that the server asks for kept, few retries.
2. Only official hosts are spoken to, redirects included, and never in clear where a link was encrypted.
3. An answer of the kind 4xx is final; a server or network that fails is tried again, each time after a longer pause.
"""

import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import IO
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from kb.errors import KnowledgeBaseError, reason_of
from kb.version import VERSION

# The domains of the state and the Party, with all below, and the hosts that their files are delivered from.
OFFICIAL_HOSTS = ("gov.vn", "chinhphu.vn", "quochoi.vn", "dangcongsan.vn", "vbpl.vn", "cdnchinhphu.vn")

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_LARGEST_ROBOTS = 500 * 2**10  # bytes; RFC 9309, 2.5
_SAFE = "/%:=&?~#+!$,;'@()*[]"


class FetchError(KnowledgeBaseError):
    """A document cannot be downloaded."""


class NoNetwork(FetchError):
    """The machine has no way to any site."""


class Interrupted(FetchError):
    """A connection broke off, or a server failed, more often than is tried again."""


class Refused(FetchError):
    """A server answered that it does not give what was asked for: an answer of the kind 4xx."""

    def __init__(self, message: str, code: int) -> None:
        """`code` is the status of the answer."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Manners:
    """The manners of a client: hosts, pauses, tries and bounds; times in seconds, sizes in bytes."""

    hosts: tuple[str, ...] = OFFICIAL_HOSTS
    pause: float = 2.0
    timeout: float = 30.0
    tries: int = 4
    longest_wait: float = 300.0  # what a server may ask for by Retry-After
    largest: int = 200 * 2**20
    agent: str = f"VienDan/{VERSION} (kho van ban phap luat noi bo; python-urllib)"


class _Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the client, which looks where they lead."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


class Client:
    """Speaks to servers, one request at a time. `sleep` and `clock` stand in for the time."""

    def __init__(
        self,
        manners: Manners = Manners(),
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Speak to nobody yet."""
        self.manners = manners
        self.sleep = sleep
        self.clock = clock
        self._opener = urllib.request.build_opener(_Stay)
        self._robots: dict[str, RobotFileParser] = {}
        self._last: dict[str, float] = {}

    def is_official(self, address: str) -> bool:
        """Whether the address is on an official host."""
        host = urlsplit(address).hostname or ""
        return any(host == official or host.endswith(f".{official}") for official in self.manners.hosts)

    def open(self, address: str, headers: Mapping[str, str]) -> HTTPResponse:
        """The answer (200 or 206) to a request for `address`, redirects followed; the caller closes it.

        An http address is asked over https first. Raises FetchError, NoNetwork, Interrupted.
        """
        parts = urlsplit(address)
        if parts.scheme == "http" and parts.port is None:
            try:
                return self._follow(urlunsplit(parts._replace(scheme="https")), headers, tries=1)
            except Interrupted:
                pass  # no https there
        return self._follow(address, headers, self.manners.tries)

    def _follow(self, address: str, headers: Mapping[str, str], tries: int) -> HTTPResponse:
        start = address
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(address, start)
            if not self._rules(address, tries).can_fetch(self.manners.agent, address):
                raise FetchError(f"{address}: trang không cho phép tải tự động (robots.txt)")
            answer = self._ask(address, headers, tries)
            if isinstance(answer, HTTPResponse):
                return answer
            address = urljoin(address, answer)
        raise FetchError(f"{start}: trang chuyển hướng quá {_MOST_REDIRECTS} lần")

    def _check(self, address: str, start: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not self.is_official(address):
            raise FetchError(f"{start}: dẫn đến {parts.hostname or address}, không phải trang chính thức")
        if parts.scheme == "http" and urlsplit(start).scheme == "https":
            raise FetchError(f"{start}: chuyển từ https sang http, không tải")

    def _rules(self, address: str, tries: int) -> RobotFileParser:
        """The rules of the site's robots.txt: one that is not there allows all, one that is refused or fails nothing."""
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            rules = RobotFileParser(f"{origin}/robots.txt")
            rules.parse(self._robots_text(f"{origin}/robots.txt", tries).splitlines())
            self._robots[origin] = rules
        return self._robots[origin]

    def _robots_text(self, address: str, tries: int) -> str:
        try:
            for _ in range(_MOST_REDIRECTS):
                self._check(address, address)
                answer = self._ask(address, {}, tries)
                if isinstance(answer, HTTPResponse):
                    with answer:
                        return answer.read(_LARGEST_ROBOTS).decode("utf-8", "replace")
                address = urljoin(address, answer)
        except Refused as refusal:
            return "" if refusal.code not in (401, 403) else "User-agent: *\nDisallow: /"
        return ""

    def _ask(self, address: str, headers: Mapping[str, str], tries: int) -> HTTPResponse | str:
        """The answer to one request, or the address that a redirect leads to."""
        reason = ""
        for attempt in range(tries):
            self._keep_pause(address)
            request = urllib.request.Request(quote(address, safe=_SAFE), headers={"User-Agent": self.manners.agent, **headers})
            wait = self.manners.pause * 2**attempt
            try:
                answer: HTTPResponse = self._opener.open(request, timeout=self.manners.timeout)
                return answer
            except urllib.error.HTTPError as error:
                with error:
                    if error.code in _REDIRECTS and error.headers.get("Location"):
                        return str(error.headers["Location"])
                    if error.code != 429 and error.code < 500:
                        raise Refused(f"{address}: máy chủ trả lời {error.code}, không tải được", error.code) from None
                    reason = f"máy chủ trả lời {error.code}"
                    wait = max(wait, _seconds(error.headers.get("Retry-After")))
            except (urllib.error.URLError, OSError, HTTPException) as error:
                cause = error.reason if isinstance(error, urllib.error.URLError) else error
                if isinstance(cause, socket.gaierror):
                    message = f"{urlsplit(address).hostname}: không tìm thấy máy chủ; máy này có nối mạng không?"
                    raise NoNetwork(message) from None
                reason = _reason(cause)
            finally:
                self._last[urlsplit(address).netloc] = self.clock()
            if wait > self.manners.longest_wait:
                raise Interrupted(f"{address}: {reason}, hẹn thử lại sau {wait:.0f} giây")
            if attempt + 1 < tries:
                self.sleep(wait)
        raise Interrupted(f"{address}: {reason} sau {tries} lần thử")

    def _keep_pause(self, address: str) -> None:
        parts = urlsplit(address)
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        asked = rules.crawl_delay(self.manners.agent) if rules else None
        pause = max(self.manners.pause, min(float(asked or 0), self.manners.longest_wait))
        since = self.clock() - self._last.get(parts.netloc, float("-inf"))
        if since < pause:
            self.sleep(pause - since)


def _reason(cause: object) -> str:
    """The reason for which a request got no answer: "hết giờ chờ", "mất kết nối (máy chủ từ chối kết nối)"."""
    if isinstance(cause, TimeoutError):
        return "hết giờ chờ"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "chứng thư số của máy chủ không được tin cậy"
    if isinstance(cause, ssl.SSLError):  # its codes are those of TLS, not of the system
        return "không lập được kết nối mã hóa (TLS)"
    return f"mất kết nối ({reason_of(cause) if isinstance(cause, OSError) else 'máy chủ trả lời không đúng HTTP'})"


def _seconds(retry_after: str | None) -> float:
    """The seconds from now that a Retry-After header asks for; it gives seconds, or a day and time (RFC 9110, 10.2.3)."""
    if not retry_after:
        return 0.0
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return 0.0
