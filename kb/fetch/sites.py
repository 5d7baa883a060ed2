"""The official sites that documents are downloaded from, each with how its page leads to the text.

Guarantees:
1. A site that is not in the table is not read: only an address that ends in the name of a file is taken from any official host.
2. Of the files of a page only those on the site's own hosts count, all of one form, in the order of the page.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from kb.readers.forms import FORMS, form_rank

# The suffixes of files in which a text is published, and of those in which a page attaches one.
_PUBLISHED = frozenset(form.suffix for form in FORMS if form.is_published)
_ATTACHED = frozenset(form.suffix for form in FORMS if form.is_attached)


@dataclass(frozen=True, slots=True)
class Site:
    """One site: its host, what marks a page that holds the text itself ("" where files do), the hosts of its files.

    `item` finds in an address the number that the site gives a document, `pages` are all addresses under which it stands; of
    those, a page may be one that `kb.fetch.vbpl` reads ("page"), or an answer of the site's gateway ("answer").
    """

    host: str
    mark: str = ""
    files: tuple[str, ...] = ()
    item: str = ""
    pages: tuple[str, ...] = ()
    gives: Literal["", "page", "answer"] = ""


SITES = (
    # The national database of the Ministry of Justice: the text stands in the page, old or new, or in what its gateway answers.
    Site(
        "vbpl.vn",
        mark="toanvancontent",
        item=r"[?&]ItemID=(\d+)|/van-ban/chi-tiet/(?:[^/?#]*--)?(\d+)(?=[?#]|$)",
        pages=(
            "https://vbpl.vn/van-ban/chi-tiet/--{item}",
            "https://vbpl-bientap-gateway.moj.gov.vn/api/qtdc/public/doc/{item}",
            "https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID={item}",
        ),
        gives="page",
    ),
    Site("vbpl-bientap-gateway.moj.gov.vn", item=r"/public/doc/(\d+)$", gives="answer"),
    # The gazette (Công báo): one or several files.
    Site("congbao.chinhphu.vn", files=("congbao.chinhphu.vn", "congbaocdn.chinhphu.vn", "cdnchinhphu.vn")),
    # The Government's documents: signed files.
    Site("vanban.chinhphu.vn", files=("vanban.chinhphu.vn", "datafiles.chinhphu.vn")),
)


def site_of(address: str) -> Site | None:
    """The site in the table that `address` is a page of, or None."""
    host = urlsplit(address).hostname or ""
    return next((site for site in SITES if _is_on(host, site.host)), None)


def item_in(site: Site, address: str) -> str:
    """The number that the site gives the document at `address`; "" where the address names none."""
    found = re.search(site.item, address, re.IGNORECASE) if site.item else None
    return next((part for part in found.groups() if part), "") if found else ""


def pages_of(address: str) -> tuple[str, ...]:
    """All addresses under which the document at `address` stands on its site, the newest first; `address` is one of them."""
    site = site_of(address)
    item = item_in(site, address) if site else ""
    pages = tuple(page.format(item=item) for page in site.pages) if site and item else ()
    return tuple(dict.fromkeys((*pages, address)))


def suffix_in(address: str) -> str:
    """The suffix of the file that `address` names (".pdf"), in its path or its parameter `file_name`; "" for none."""
    suffix = PurePosixPath(name_in(address)).suffix.lower()
    return suffix if suffix in _PUBLISHED else ""


def name_in(address: str) -> str:
    """The name of the file that `address` names."""
    parts = urlsplit(address)
    named = parse_qs(parts.query).get("file_name")
    return named[0] if named else unquote(parts.path.rpartition("/")[2])


def files_of(site: Site, page: str, address: str) -> tuple[str, ...]:
    """The addresses of the files that the text of `page` (HTML, at `address`) is published in; () where it names none."""
    links = _Links()
    links.feed(page)
    links.close()
    found: dict[str, str] = {}
    for link in links.found:
        target = urljoin(address, link.strip()).partition("#")[0]
        parts = urlsplit(target)
        own_host = any(_is_on(parts.hostname or "", host) for host in (*site.files, urlsplit(address).hostname or ""))
        if parts.scheme in ("http", "https") and own_host and (suffix := suffix_in(target)) in _ATTACHED:
            found.setdefault(target, suffix)
    best = min(found.values(), key=form_rank, default="")  # the one that keeps most of the structure
    return tuple(target for target, suffix in found.items() if suffix == best)


def _is_on(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


class _Links(HTMLParser):
    """Collects the addresses that a page links to or embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of a link, a frame or an embedded file."""
        wanted = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]
