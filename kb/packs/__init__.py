"""Packs (gói văn bản): texts, facts and provenance of a base in one file, to be carried to a machine without a network.

`collecting` takes files and facts of a published base, `packing` writes them; `checking` reads a pack and all that is in it;
`comparing` says what it would change, `adding` adds it to a data folder and undoes that. `bag` is the layout, `container` the
file.
"""

from kb.packs.adding import AddedPack, add_pack, added_packs, pack_folders, pack_name, undo_pack
from kb.packs.bag import Pack
from kb.packs.checking import CheckedPack, check_pack
from kb.packs.collecting import SHIPPED_WITH_PROGRAM, Collected, LeftOut, cited_documents, collect
from kb.packs.comparing import Compared, Disputed, compare, disputed_facts
from kb.packs.container import BadPack
from kb.packs.packing import NotPacked, check_target, pack_to

__all__ = [
    "SHIPPED_WITH_PROGRAM",
    "AddedPack",
    "BadPack",
    "CheckedPack",
    "Collected",
    "Compared",
    "Disputed",
    "LeftOut",
    "NotPacked",
    "Pack",
    "add_pack",
    "added_packs",
    "check_pack",
    "check_target",
    "cited_documents",
    "collect",
    "compare",
    "disputed_facts",
    "pack_folders",
    "pack_name",
    "pack_to",
    "undo_pack",
]
