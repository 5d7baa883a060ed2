"""The command line of Viện Dẫn: `python indexer.py build | search | show | cite | check | link | fetch | status`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tqdm import tqdm

from kb import build as builder
from kb import catalogue, fetch, views
from kb.build.gather import CATALOGUE
from kb.console import speak_utf8
from kb.errors import KnowledgeBaseError, NothingPublished, reason_of
from kb.generation import Generation, Published
from kb.law.dates import parse_date
from kb.materials import material
from kb.materials.checking import check
from kb.search.search import MOST_HITS, search

_STAGES = {"read": "Đọc văn bản", "cite": "Tìm viện dẫn", "index": "Lập chỉ mục", "publish": "Xuất bản"}
_FETCHED = "tai-ve"  # in the data folder: what was downloaded, read by every build
_FACTS = {
    "type": "loại", "number": "số, ký hiệu", "issuer": "cơ quan ban hành", "issued": "ngày ban hành", "title": "tên",
    "in_force": "có hiệu lực từ", "expired": "hết hiệu lực từ",
}  # fmt: skip
_STATES = {"read": "dùng", "duplicate": "trùng", "skipped": "bỏ qua"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 success, 1 failure with one line on stderr, 2 wrong use."""
    speak_utf8()
    options = _parser().parse_args(arguments)
    try:
        code = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or 'Hệ thống'}: không đọc hoặc ghi được ({reason_of(error)})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu; kho đang dùng vẫn như cũ, chạy lại lệnh để làm tiếp.", file=sys.stderr)
        return 1
    return code or 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="indexer.py", description="Kho văn bản pháp luật và văn bản Đảng: dựng, tìm, viện dẫn."
    )
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    def command(
        name: str, run: Callable[[argparse.Namespace], int | None], summary: str, *, dated: bool = False
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(run=run)
        default = Path(os.environ.get("KB_DATA", "var"))
        added.add_argument(
            "--data", type=Path, default=default, metavar="DIR", help="thư mục dữ liệu (mặc định: KB_DATA hoặc var)"
        )
        if dated:
            added.add_argument(
                "--as-of", type=_date, default=None, metavar="NGÀY", help="hiệu lực tại ngày: 2015-07-01 hoặc 01/7/2015"
            )
        return added

    added = command("build", _build, "Đọc các thư mục văn bản và xuất bản một kho mới")
    added.add_argument("--corpus", type=Path, action="append", metavar="DIR", help="thư mục văn bản (có thể lặp lại)")
    added.add_argument("--force", action="store_true", help="dựng lại dù không có gì thay đổi")
    added = command("search", _search, "Tìm khoản, Điều, mục", dated=True)
    added.add_argument("query", metavar="CÂU_HỎI")
    added.add_argument("--limit", type=_limit, default=10, metavar="N", help=f"số kết quả, từ 1 đến {MOST_HITS} (mặc định: 10)")
    added.add_argument("--document", metavar="ID", help="chỉ tìm trong văn bản này")
    added.add_argument("--explain", action="store_true", help="cho biết điểm của mỗi kết quả gồm những gì")
    added.add_argument("--json", action="store_true")
    added = command("show", _show, "Xem một văn bản, hoặc một điều khoản với viện dẫn hai chiều", dated=True)
    added.add_argument("place", metavar="ID[/eId]")
    added.add_argument("--json", action="store_true")
    added = command("cite", _cite, "Liệt kê mọi viện dẫn trong một tệp")
    added.add_argument("file", type=Path, metavar="TỆP")
    added.add_argument("--json", action="store_true")
    added = command("check", _check, "Kiểm tra viện dẫn trong một tệp: có thật, đúng và còn hiệu lực không", dated=True)
    added.add_argument("file", type=Path, metavar="TỆP")
    added.add_argument("--json", action="store_true")
    added = command("link", _link, "Chép một tệp, biến các viện dẫn thành liên kết")
    added.add_argument("file", type=Path, metavar="TỆP")
    added.add_argument("-o", "--output", type=Path, required=True, metavar="TỆP_MỚI")
    added.add_argument("--base-url", default="http://127.0.0.1:8000", metavar="URL", help="địa chỉ máy chủ trong liên kết")
    added = command("fetch", _fetch, "Tải văn bản còn thiếu từ địa chỉ chính thức ghi trong danh mục")
    added.add_argument("documents", nargs="*", metavar="ID", help="văn bản cần tải (mặc định: mọi văn bản còn thiếu)")
    added.add_argument("--to", type=Path, metavar="DIR", help="thư mục để tệp tải về (mặc định: thư mục “tai-ve” trong --data)")
    added = command("status", _status, "Kho có những gì, từ tệp nào, còn thiếu gì", dated=True)
    added.add_argument("--json", action="store_true")
    return parser


def _date(text: str) -> date:
    try:
        return parse_date(text)
    except KnowledgeBaseError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _limit(text: str) -> int:
    if not (text.isdecimal() and len(text) < 10 and 1 <= int(text) <= MOST_HITS):
        raise argparse.ArgumentTypeError(f"phải là số từ 1 đến {MOST_HITS}, không phải “{text[:40]}”")
    return int(text)


def _open(options: argparse.Namespace) -> Generation:
    return Published(options.data).current()


def _on(options: argparse.Namespace) -> date:
    return options.as_of or date.today()


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _build(options: argparse.Namespace) -> None:
    corpora = options.corpus or builder.default_corpora()
    for folder in corpora:
        if not folder.is_dir():
            raise KnowledgeBaseError(f"{folder}: không có thư mục này")
    fetched = options.data / _FETCHED
    corpora += [fetched] if fetched.is_dir() and fetched not in corpora else []
    with _Bars() as bars:
        summary = builder.build(corpora, options.data, bars, force=options.force, processes=builder.processes())
    print(f"Kho số {summary.generation}: " + ("không có gì thay đổi" if summary.unchanged else "đã xuất bản"))
    print(f"  {summary.documents} văn bản, {summary.provisions} điều khoản, {summary.references} viện dẫn")
    for state, meaning in _STATES.items():
        files = [file for file in summary.files if file.state == state]
        print(f"  {len(files)} tệp {meaning}")
        for file in files if state == "skipped" and not summary.unchanged else ():
            print(f"    {'; '.join(file.notes)}")


class _Bars:
    """A progress bar for each stage, on a terminal alone."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self.__exit__()
            self._stage = stage
            self._bar = tqdm(total=total, desc=_STAGES[stage], disable=None, leave=True, ncols=80, file=sys.stderr)
        assert self._bar is not None
        self._bar.update(done - self._bar.n)


def _search(options: argparse.Namespace) -> None:
    asked = {"limit": options.limit, "document": options.document, "on": _on(options), "explain": options.explain}
    generation = _open(options)
    results = search(generation, options.query, **asked)
    if options.json:
        _print_json(views.results_json(generation, results, asked["on"]))
        return
    for hint in results.hints:
        print(f"({hint})")
    if results.suggestion:
        print(f"Ý bạn là: {results.suggestion}")
    if results.documents:
        print(f"{len(results.documents)} văn bản:")
    for entry in results.documents[: options.limit]:
        print(f"  {entry.id}: {entry.label} [{generation.status(entry.id, asked['on']).word}]")
    print(f"{results.total} kết quả")
    for n, hit in enumerate(results.hits, 1):
        marked = "".join(_mark(hit.snippet, hit.highlights))
        print(f"\n{n}. {hit.label}\n   {hit.heading or hit.path[-1]}\n   [{hit.status_note}]\n   {marked}\n   {hit.url}")
        for reason in hit.reasons:
            print(f"   {reason.value:9.3f}  {_REASONS[reason.kind]}{f': {reason.text}' if reason.text else ''}")


_REASONS = {
    "words": "từ trong điều", "context": "từ trong tên văn bản, phần, chương", "heading": "phần tên điều được hỏi đến",
    "named": "văn bản được nêu tên", "intent": "tên điều ứng với cách hỏi", "standing": "loại và hiệu lực của văn bản",
    "address": "đúng điều khoản được nêu",
}  # fmt: skip


def _mark(text: str, spans: Sequence[tuple[int, int]]) -> Sequence[str]:
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], bold, text[start:end], plain]
        at = end
    return [*parts, text[at:]]


def _show(options: argparse.Namespace) -> None:
    document, _, eid = options.place.partition("/")
    generation, on = _open(options), _on(options)
    shown = views.provision_json(generation, document, eid, on) if eid else views.document_json(generation, document, on)
    if options.json:
        _print_json(shown)
        return
    facts = shown["document"]
    print(f"{facts['label']}\n[{facts['status_note']}]\n")
    for provision in [shown["provision"]] if eid else shown["provisions"]:
        _print_provision(provision)
    if not eid and not facts["has_text"]:
        print("Chưa có toàn văn: đặt tệp của văn bản vào thư mục văn bản rồi chạy lại “build”.")
    for key, title in (("cites", "Viện dẫn đến"), ("cited_by", "Được viện dẫn bởi")):
        if shown.get(key):
            print(f"\n{title}:")
        for reference in shown.get(key, ()):
            print(f"  {reference['label'] if key == 'cites' else reference['from']['label']}")


def _print_provision(provision: dict[str, Any], depth: int = 0) -> None:
    name = provision["label"].split(" ")[:2]
    print("  " * depth + f"{' '.join(name)}. {provision['heading']}".rstrip(". "))
    for line in provision["text"].splitlines():
        print("  " * depth + f"  {line}")
    for child in provision["children"]:
        _print_provision(child, depth + 1)


def _cite(options: argparse.Namespace) -> None:
    found = material.cite_file(_open(options), options.file)
    if options.json:
        _print_json(views.citations_json(found))
        return
    print(f"{len(found)} viện dẫn")
    for reference in found:
        target = reference.label or "chưa rõ văn bản nào"
        print(f"  {reference.start}–{reference.end}  {' '.join(reference.text.split())}  →  {target} [{reference.resolution}]")
        if reference.note:
            print(f"      {reference.note}")


_SEVERITIES = {"error": "LỖI", "warning": "CẦN XEM LẠI", "note": "LƯU Ý"}


def _check(options: argparse.Namespace) -> int:
    """Print what is wrong; 1 where anything is an error."""
    generation, file = _open(options), material.read_material(options.file)
    references = material.cite_material(generation, file, options.as_of)
    checked = check(generation, file.text, references, _on(options))
    errors = sum(finding.severity == "error" for finding in checked.findings)
    if options.json:
        _print_json(views.findings_json(checked))
        return int(errors > 0)
    place = "dòng" if file.is_text else "đoạn"
    for finding in checked.findings:
        words = " ".join(finding.text.split())
        print(f"{place} {finding.line}: {_SEVERITIES[finding.severity]}: “{words}”: {finding.message}")
    print(f"{checked.citations} viện dẫn, {errors} lỗi")
    if checked.unknown:
        print(f"{checked.unknown} viện dẫn chưa kiểm tra được: kho không có thông tin về văn bản")
    return int(errors > 0)


def _link(options: argparse.Namespace) -> None:
    found = material.link_file(_open(options), options.file, options.output, options.base_url.rstrip("/"))
    linked = sum(reference.url is not None for reference in found)
    print(f"{options.output}: {linked} liên kết, {len(found) - linked} viện dẫn chưa rõ đích")


def _fetch(options: argparse.Namespace) -> None:
    folder = options.to or options.data / _FETCHED
    known, with_text = _known(options.data)
    if unknown := [document for document in options.documents if document not in known.by_id]:
        raise KnowledgeBaseError(f"Không có văn bản “{unknown[0]}” trong danh mục")
    entries = [known.by_id[document] for document in options.documents] or fetch.downloadable(known.entries, with_text, folder)
    if not entries:
        print("Không còn văn bản nào thiếu mà danh mục có địa chỉ chính thức.")
        return
    client, failed = fetch.Client(), []
    for entry in entries:
        try:
            files = fetch.fetch(entry, folder, client, date.today())
            print(f"{entry.id}: đã tải {', '.join(file.name for file in files)}")
        except fetch.NoNetwork:
            raise
        except fetch.FetchError as error:
            failed.append(error)
            if len(entries) > 1:
                print(f"{entry.id}: không tải được: {error}")
    if len(failed) < len(entries):
        named = f" --corpus {options.to}" if options.to else ""
        print(f"Chạy “python indexer.py build{named}” để đưa văn bản mới tải vào kho.")
    if failed:
        some = KnowledgeBaseError(f"{len(failed)} trong {len(entries)} văn bản không tải được")
        raise failed[0] if len(entries) == 1 else some


def _known(data: Path) -> tuple[catalogue.Catalogue, frozenset[str]]:
    """The catalogue, and the documents whose text is at hand: of the published generation, or else of what ships."""
    try:
        generation = Published(data).current()
    except NothingPublished:
        files = [path for folder in builder.default_corpora() if (path := folder / CATALOGUE).is_file()]
        return catalogue.merge(catalogue.load(path) for path in files), frozenset()
    return generation.catalogue, frozenset(generation.with_text)


def _status(options: argparse.Namespace) -> None:
    shown = views.status_json(_open(options), _on(options))
    if options.json:
        _print_json(shown)
        return
    print(f"{len(shown['documents'])} văn bản có toàn văn")
    for document in shown["documents"]:
        print(f"\n{document['id']}: {document['label']}\n  {document['status_note']}")
        for claim in document["disputed"]:
            print(f"  {_FACTS[claim['field']]}: nguồn khác ghi {claim['value']} ({claim['source']})")
        for file in document["files"]:
            print(f"  {_STATES[file['state']]}: {file['path']}")
            for note in file["notes"]:
                print(f"    {note}")
    print(f"\n{len(shown['missing'])} văn bản chưa có toàn văn")
    for document in shown["missing"]:
        print(f"  {document['id']}: {document['label']}")
    print(f"\n{len(shown['skipped'])} tệp bỏ qua")
    for file in shown["skipped"]:
        print(f"  {'; '.join(file['notes'])}")


if __name__ == "__main__":
    sys.exit(main())
