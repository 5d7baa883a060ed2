"""The paths of files in a pack: names that are one and the same file name on every system, and cannot lead out of a folder.

A path is "catalogue.toml", or "dung/<folder>/<name>" or "trung/<folder>/<name>": files whose text the base used, and others of
the same documents. A build that reads the folder finds those that were used first.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from kb.catalogue import FACTS_FILE, FACTS_FILES
from kb.fetch.download import safe_name
from kb.language.text import nfc, slug
from kb.readers import form_of

USED, BESIDE = "dung", "trung"
SEVERAL = "nhieu-van-ban"  # the folder of files that hold several documents

_LONGEST = 160  # characters of a name, and of a folder: Windows takes 260 of a whole path
_LONGEST_FOLDER = 80
_FOLDER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_UNUSABLE = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)", re.IGNORECASE)  # as Windows keeps them


def is_portable(name: str) -> bool:
    """Whether `name` is a name of a file on every system that a build reads as a document."""
    return (
        nfc(name) == name
        and name.isprintable()  # no control character, none that turns the direction of writing
        and not _UNUSABLE.search(name)
        and not name.startswith((".", "~$", " "))
        and not name.endswith((".", " "))
        and not _DEVICE.fullmatch(name.split(".", maxsplit=1)[0].rstrip())
        and len(name) <= _LONGEST
        and len(name.encode("utf-8", "replace")) < 255
        and name.lower() not in FACTS_FILES
        and (form := form_of(name)) is not None
        and form.read is not None  # an archive may hold what nobody can look at
    )


def is_folder(name: str) -> bool:
    """Whether `name` may be that of a folder: small letters and digits, joined by dashes."""
    return (
        len(name) <= _LONGEST_FOLDER and _FOLDER.fullmatch(name) is not None and name.isascii() and not _DEVICE.fullmatch(name)
    )


def is_path(path: str) -> bool:
    """Whether `path` may be that of a file in a pack."""
    if path == FACTS_FILE:
        return True
    parts = path.split("/")
    return len(parts) == 3 and parts[0] in (USED, BESIDE) and is_folder(parts[1]) and is_portable(parts[2])


def same_on_some_system(paths: Iterable[str]) -> str:
    """The first of `paths` that some system takes for the same file as one before it; "" where there is none."""
    seen: set[str] = set()
    for path in paths:
        key = nfc(nfc(path).casefold())
        if key in seen:
            return path
        seen.add(key)
    return ""


def portable(name: str) -> str:
    """`name`, or where it is none for every system the nearest that is."""
    if is_portable(name):
        return name
    form = form_of(name)
    suffix = name[-len(form.suffix) :].lower() if form else PurePosixPath(name).suffix
    kept = safe_name("".join(letter for letter in nfc(name) if letter.isprintable()).lstrip(".~$ "), suffix)
    stem = kept[: -len(suffix)].encode()[: 250 - len(suffix)].decode("utf-8", "ignore").rstrip(" .") if suffix else kept
    return next((one for one in (stem + suffix, f"_{stem}{suffix}") if is_portable(one)), f"van-ban{suffix}")


def folder_name(text: str) -> str:
    """A name of a folder for `text`, an id or the name of a file: "Luật A (2024)" → "luat-a-2024"."""
    name = "-".join(re.findall(r"[a-z0-9]+", slug(text)))[:_LONGEST_FOLDER].strip("-")
    return name if is_folder(name) else f"goi-{name}".rstrip("-")[:_LONGEST_FOLDER]
