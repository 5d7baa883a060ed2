"""`unpack`: adds the texts of a pack after checking all of it; lists the packs that were added, and undoes one."""

import argparse
from pathlib import Path

from kb import build as builder
from kb import pack_views, packs
from kb.build.processes import Workers
from kb.commands.common import Commands, add_command, print_json, progress_bar
from kb.console import LOG, program
from kb.errors import KnowledgeBaseError, NothingPublished
from kb.generation import Generation
from kb.packs import CheckedPack, Compared, Disputed
from kb.published import Published
from kb.settings import SETTINGS_FILE, read_settings


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "unpack", run, "Kiểm tra một gói văn bản rồi thêm vào kho; liệt kê, gỡ gói đã thêm", "json")
    what = added.add_mutually_exclusive_group(required=True)
    what.add_argument("file", type=Path, nargs="?", metavar="TỆP", help="tệp gói do lệnh pack làm")
    what.add_argument("--list", action="store_true", help="liệt kê các gói đã giải nén")
    what.add_argument("--undo", metavar="TÊN", help="gỡ một gói: xóa đúng những tệp mà gói ấy đã thêm")
    added.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra và so sánh, không ghi gì")
    added.add_argument("--name", metavar="TÊN", help="tên của gói ở đây (mặc định: theo tên tệp)")


def run(options: argparse.Namespace) -> None:
    """Check a pack, print what it brings and what differs from what is here, and add it; or list packs; or undo one."""
    if options.file is not None:
        _unpack(options)
    elif options.dry_run or options.name is not None:
        raise KnowledgeBaseError("--dry-run và --name chỉ dùng khi giải nén một tệp gói")
    elif options.list:
        _list(options)
    else:
        _undo(options)


def _unpack(options: argparse.Namespace) -> None:
    name = packs.pack_name(options.file, options.name)
    internal = read_settings(options.data / SETTINGS_FILE).internal
    generation = _published(options.data)
    with Workers(builder.processes(), options.data / LOG) as workers, progress_bar("Kiểm tra gói") as progress:
        checked = packs.check_pack(options.file, workers, progress, internal=internal)
        compared = packs.compare(checked, generation, options.data, packs.added_packs(options.data), workers)
    disputed = packs.disputed_facts(checked.rows, generation.catalogue) if generation else ()
    folder = None if options.dry_run else packs.add_pack(checked, options.data, name)
    if options.json:
        print_json(pack_views.unpack_json(name, checked, compared, disputed) | {"folder": folder and str(folder)})
        return
    _tell(checked, compared, disputed)
    if folder is None:
        print("Chỉ kiểm tra: chưa ghi gì.")
        return
    print(f"Đã thêm vào {folder}. Gỡ ra: {program()} unpack --undo {name}")
    print(f"Chạy “{program()} build” (với các --corpus như mọi lần) để đưa vào kho.")


def _published(data: Path) -> Generation | None:
    """The published generation; None where there is none, or none that can be opened: a pack may be what mends that."""
    try:
        return Published(data).current()
    except NothingPublished:
        return None
    except KnowledgeBaseError as error:
        print(f"Không so sánh được với kho ở đây: {error}")
        return None


def _tell(checked: CheckedPack, compared: tuple[Compared, ...], disputed: tuple[Disputed, ...]) -> None:
    files = checked.pack.record.files
    print(f"{checked.pack.name}: {len(compared)} văn bản trong {len(files)} tệp, {sum(f.size for f in files) / 2**20:.1f} MB")
    print(f"Dấu của gói: {checked.pack.fingerprint} (hãy đối chiếu với người gửi)")
    groups = {
        "new": "mới",
        "same": "giống như ở đây",
        "differs": "khác với ở đây",
        "packed": "đã có trong một gói khác",
    }
    for standing, meaning in groups.items():
        own = [one for one in compared if one.standing == standing]
        if own:
            print(f"{len(own)} văn bản {meaning}:")
        for one in own:
            print(f"  {one.document}: {one.label}{_how(one)}")
    for fact in disputed:
        print(f"  {fact.document}: {fact.fact}: ở đây ghi {fact.here}, gói ghi {fact.packed}")
    for path in checked.unseen:
        print(f"  {path}: bản chụp, máy này chưa nhận dạng được chữ nên chưa kiểm tra; build sẽ bỏ qua")


def _how(one: Compared) -> str:
    if one.standing == "packed":
        return f" (gói “{one.other}”)"
    if one.standing == "differs":
        chosen = "bản trong gói" if one.used == "pack" else "bản ở đây"
        return f"\n    ở đây: {', '.join(one.here)}; kho sẽ dùng {chosen}, là bản đầy đủ hơn"
    return ""


def _list(options: argparse.Namespace) -> None:
    added = packs.added_packs(options.data)
    if options.json:
        print_json(pack_views.packs_json(added))
        return
    print(f"{len(added)} gói đã giải nén" + (f" trong {options.data}" if added else ""))
    for pack in added:
        if pack.record is None:
            print(f"  {pack.name}: bị hỏng ({pack.folder})")
        else:
            documents, files = len(pack.record.documents), len(pack.record.files)
            print(f"  {pack.name}: {documents} văn bản trong {files} tệp, dấu {pack.fingerprint}")


def _undo(options: argparse.Namespace) -> None:
    count, stays = packs.undo_pack(options.data, options.undo)
    if options.json:
        print_json({"name": options.undo, "removed": count, "kept": [str(path) for path in stays]})
        return
    print(f"Đã gỡ gói “{options.undo}”: xóa {count} tệp")
    for path in stays:
        print(f"  Giữ lại {path}: không phải tệp gói đã thêm, hoặc đã sửa từ đó")
    print(f"Chạy “{program()} build” (với các --corpus như mọi lần) để kho không còn dùng văn bản của gói.")
