"""`pack`: puts texts of the base into one file, to be carried to a machine without a network."""

import argparse
from pathlib import Path

from kb import build as builder
from kb import pack_views, packs
from kb.build.processes import Workers
from kb.commands.common import Commands, add_command, print_json, progress_bar, published, typed_depth
from kb.console import LOG, program
from kb.errors import KnowledgeBaseError
from kb.generation import Generation
from kb.packs import Collected, Pack

_INCOMPLETE = 3  # exit code: the pack was written, without something that was to go in


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "pack", run, "Đóng gói văn bản của kho thành một tệp cho máy không có mạng", "json")
    added.add_argument("out", type=Path, metavar="TỆP", help="tệp gói sẽ ghi, ví dụ luat.goi")
    added.add_argument("documents", nargs="*", metavar="ID", help="văn bản cần đóng gói (mặc định: mọi văn bản có toàn văn)")
    added.add_argument("--cited-by", metavar="ID", help="đóng gói văn bản này và những văn bản mà nó viện dẫn")
    deeper = "với --cited-by: đến bậc thứ N; 2: cả những gì các văn bản ấy viện dẫn (mặc định: 1)"
    added.add_argument("--depth", type=typed_depth, default=1, metavar="N", help=deeper)
    internal = "cả văn bản lưu hành nội bộ; văn bản có độ mật thì không bao giờ"
    added.add_argument("--internal", action="store_true", help=internal)


def run(options: argparse.Namespace) -> int:
    """Write the pack, and print what went in, what did not, and why; 3 where something that was to go in did not."""
    packs.check_target(options.out)
    generation = published(options)
    wanted = _wanted(generation, options)
    with Workers(builder.processes(), options.data / LOG) as workers, progress_bar("Đọc lại văn bản") as progress:
        collected = packs.collect(generation, wanted, workers, progress, internal=options.internal)
    cited = set(packs.cited_documents(generation, options.cited_by, options.depth)) if options.cited_by else set()
    without_text = sorted(cited - generation.with_text)
    pack = packs.pack_to(options.out, collected) if collected.record.files else None
    if options.json:
        print_json(pack_views.pack_json(pack, collected))
    else:
        _tell(options.out, pack, collected, len(without_text))
    if pack is None:
        raise KnowledgeBaseError("Không có văn bản nào để đóng gói; không ghi tệp nào")
    return 0 if all(one.meant for one in collected.left_out) else _INCOMPLETE


def _wanted(generation: Generation, options: argparse.Namespace) -> frozenset[str] | None:
    """The ids that the arguments ask for; None for all. Raises UnknownDocument."""
    for document in options.documents:
        generation.entry(document)
    cited = packs.cited_documents(generation, options.cited_by, options.depth) if options.cited_by else ()
    named = frozenset((*options.documents, *(document for document in cited if document in generation.with_text)))
    return named if options.documents or options.cited_by else None


def _tell(out: Path, pack: Pack | None, collected: Collected, without_text: int) -> None:
    record = collected.record
    if pack:
        size = sum(file.size for file in record.files)
        print(f"{out}: {len(record.documents)} văn bản trong {len(record.files)} tệp, {size / 2**20:.1f} MB")
        for document in record.documents:
            print(f"  {document.id}: {document.label}")
    if without_text:
        print(f"{without_text} văn bản được viện dẫn chưa có toàn văn trong kho này, nên không có trong gói")
    shipped = [one for one in collected.left_out if one.reason == packs.SHIPPED_WITH_PROGRAM]
    if shipped:
        print(f"Không đóng gói {len(shipped)} tệp có sẵn trong mọi bản cài đặt")
    for one in collected.left_out:
        if one not in shipped:
            print(f"  Không đóng gói {', '.join(one.documents)}{f' ({one.path})' if one.path else ''}: {one.reason}")
    if pack:
        print(f"Dấu của gói: {pack.fingerprint}")
        print("Gói không có chữ ký: hãy đọc dấu này qua điện thoại cho người nhận đối chiếu.")
        print(f"Ở máy nhận: {program()} unpack {out.name}")
