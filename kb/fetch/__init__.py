"""Downloads documents whose official address the catalogue knows (tải văn bản): entries → files in a folder that a build reads.

Guarantees:
1. Only official hosts, one request at a time (`client`); only sites whose pages are understood (`sites`).
2. A build sees a document of several files whole or not at all, and never a file that is not (`download`).
3. After an interruption, at any point, the next run goes on where it was.
4. What `check` says is another document is never kept.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from kb.fetch.client import Client, FetchError, Manners, NoNetwork
from kb.fetch.download import Downloaded, discard, download, keep_whole, part_of, rewrite, safe_name, write_record
from kb.fetch.sites import Site, files_of, item_in, name_in, pages_of, site_of, suffix_in
from kb.fetch.vbpl import record_of_answer, record_of_page
from kb.law.model import Entry

__all__ = [
    "RECORD",
    "Check",
    "Client",
    "Downloaded",
    "FetchError",
    "Manners",
    "NoNetwork",
    "downloadable",
    "fetch",
    "is_fetched",
]

# The reason for which files ({name: path}) are not those of a document, in Vietnamese; "" where they are.
Check = Callable[[Entry, Mapping[str, Path]], str]

RECORD = ".nguon.json"  # where from, when, which bytes; hidden, so that a build passes it over


def is_fetched(document: str, folder: Path) -> bool:
    """Whether the document `document` was downloaded into `folder`."""
    return (folder / document / RECORD).is_file()


def downloadable(entries: Iterable[Entry], with_text: Iterable[str], folder: Path) -> list[Entry]:
    """The entries that have an official address, and a text neither at hand (`with_text`: ids) nor in `folder` already."""
    known = set(with_text)
    return [e for e in entries if e.addresses and e.id not in known and not is_fetched(e.id, folder)]


def fetch(
    entry: Entry, folder: Path, client: Client, today: date, check: Check = lambda entry, files: ""
) -> tuple[Downloaded, ...]:
    """Download a document into `folder`/<id>/ from the first of its addresses that gives it; returns its files in order.

    `check` gives the reason for which files ({name: path}) are not those of the document, "" where they are: what is another
    document is refused. Raises FetchError with the reason of the last address, and NoNetwork as soon as there is none.
    """
    if not entry.addresses:
        raise FetchError(f"{entry.id}: danh mục không có địa chỉ chính thức của văn bản này")
    own = folder / entry.id
    own.mkdir(parents=True, exist_ok=True)
    failure: FetchError | None = None
    for address in dict.fromkeys(page for given in entry.addresses for page in pages_of(given)):
        try:
            files = _from(address, entry.id, own, client, today)
        except NoNetwork as error:
            if failure is None:
                raise
            failure = error  # others answered
            continue
        except FetchError as error:
            failure = error
            continue
        if problem := check(entry, {file.name: part_of(own, file.name) for file in files}):
            for file in files:
                discard(own, file.name)
            failure = FetchError(f"{address}: {problem}")
            continue
        keep_whole(own, files)
        write_record(own / RECORD, {"address": address, "day": today, "files": files})
        return files
    raise failure or FetchError(f"{entry.id}: không tải được")


def _from(address: str, document: str, folder: Path, client: Client, today: date) -> tuple[Downloaded, ...]:
    """The files of the document at `address`, whole, not yet under their names."""
    if not client.is_official(address):
        raise FetchError(f"{address}: không phải trang chính thức, không tải")
    if suffix := suffix_in(address) if site_of(address) is None or not _is_page(address) else "":
        return (download(client, address, folder, safe_name(name_in(address), suffix), suffix),)
    site = site_of(address)
    if site is None:
        raise FetchError(f"{address}: chưa biết cách lấy văn bản từ trang này; hãy ghi địa chỉ của tệp, hoặc tự tải về")
    suffix = ".json" if site.gives == "answer" else ".html"
    page = download(client, address, folder, f"{document}{suffix}", suffix)
    text = part_of(folder, page.name).read_text("utf-8", "replace")
    if site.mark and site.mark in text:
        return (page,)
    if site.gives:
        read = record_of_answer if site.gives == "answer" else record_of_page
        if record := read(text, item_in(site, address), address, today):
            written = json.dumps(record, ensure_ascii=False, indent=1).encode()
            return (rewrite(folder, page, f"{document}.json", written),)
    discard(folder, page.name)
    if site.mark or site.gives:
        raise FetchError(f"{address}: trang không có phần toàn văn")
    return _attached(site, text, address, folder, client)


def _is_page(address: str) -> bool:
    """Whether an address on a site of the table is a page of it: what ends in .htm or .html there is no file."""
    return suffix_in(address) in ("", ".htm", ".html")


def _attached(site: Site, page: str, address: str, folder: Path, client: Client) -> tuple[Downloaded, ...]:
    targets = files_of(site, page, address)
    if not targets:
        raise FetchError(f"{address}: trang không có tệp văn bản nào để tải")
    names: dict[str, str] = {}  # name → address: two parts may bear one name
    for target in targets:
        suffix = suffix_in(target)
        name = safe_name(name_in(target), suffix)
        while name in names:
            name = f"{name.removesuffix(suffix)}-{len(names) + 1}{suffix}"
        names[name] = target
    return tuple(download(client, target, folder, name, suffix_in(target)) for name, target in names.items())
