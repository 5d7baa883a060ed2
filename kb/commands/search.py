"""`search`: clause hits."""

import argparse
import sys
from collections.abc import Sequence

from kb import views
from kb.body_views import body_notes
from kb.catalogue import MACHINE_READ
from kb.commands.common import Commands, add_command, day, print_json, published
from kb.law.model import ReasonKind
from kb.search.lacking import ways_to_add
from kb.search.search import MOST_HITS, search

_REASONS: dict[ReasonKind, str] = {
    "words": "từ trong điều", "context": "từ trong tên văn bản, phần, chương", "heading": "phần tên điều được hỏi đến",
    "near": "các từ đứng gần nhau", "named": "văn bản được nêu tên", "intent": "tên điều ứng với cách hỏi",
    "standing": "loại và hiệu lực của văn bản", "address": "đúng điều khoản được nêu",
}  # fmt: skip


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "search", run, "Tìm khoản, Điều, mục", "date", "json")
    added.add_argument("query", type=_query, metavar="CÂU_HỎI")
    limit = f"số kết quả, từ 1 đến {MOST_HITS} (mặc định: 10)"
    added.add_argument("--limit", type=_limit, default=10, metavar="N", help=limit)
    added.add_argument("--document", metavar="ID", help="chỉ tìm trong văn bản này")
    added.add_argument("--explain", action="store_true", help="cho biết điểm của mỗi kết quả gồm những gì")


def _query(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("chưa có gì để tìm")
    return text


def _limit(text: str) -> int:
    if not (text.isdecimal() and len(text) < 10 and 1 <= int(text) <= MOST_HITS):
        raise argparse.ArgumentTypeError(f"phải là số từ 1 đến {MOST_HITS}, không phải “{text[:40]}”")
    return int(text)


def run(options: argparse.Namespace) -> None:
    """Print the hits, the best first."""
    generation, on = published(options), day(options)
    results = search(generation, options.query, limit=options.limit, document=options.document, on=on, explain=options.explain)
    if options.json:
        print_json(views.results_json(generation, results, on))
        return
    for hint in results.hints:
        print(f"({hint})")
    for entry in results.without_text[:1]:
        print("".join(f"  {way}\n" for way in ways_to_add(entry, options.data)), end="")
    if results.suggestion:
        print(f"Ý bạn là: {results.suggestion}")
    if results.documents:
        print(f"{len(results.documents)} văn bản:")
    for entry in results.documents[: options.limit]:
        print(f"  {entry.id}: {entry.label} [{generation.status(entry.id, on).word}]")
    if results.total or not results.without_text:
        print(f"{results.total} kết quả")
    for n, hit in enumerate(results.hits, 1):
        machine = f" [bản {MACHINE_READ}]" if hit.recognized else ""
        marked = "".join(_mark(hit.snippet, hit.highlights))
        print(
            f"\n{n}. {hit.label}\n   {hit.heading or hit.path[-1]}\n   [{hit.status.note}]{machine}\n   {marked}\n   {hit.url}"
        )
        for note in body_notes(generation, hit.snippet, on):
            print(f"   ({note.short})")
        for reason in hit.reasons:
            print(f"   {reason.value:9.3f}  {_REASONS[reason.kind]}{f': {reason.text}' if reason.text else ''}")


def _mark(text: str, spans: Sequence[tuple[int, int]]) -> Sequence[str]:
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], bold, text[start:end], plain]
        at = end
    return [*parts, text[at:]]
