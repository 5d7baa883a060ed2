"""Types of documents (loại văn bản): the one table of them.

Luật Ban hành văn bản quy phạm pháp luật (64/2025/QH15) Điều 4; Nghị định 30/2020/NĐ-CP Điều 7 and Phụ lục III; for documents of
the Party Quy định 66-QĐ/TW and Hướng dẫn 36-HD/VPTW.

Guarantees:
1. What a type is stands in its row alone; names, codes, filters, orders and weights elsewhere derive from it.
2. A type that the table lacks is a type still: it is ranked after those that it has, by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type, as documents write it ("Thông tư liên tịch"), and what the law and its texts do with it."""

    name: str
    codes: tuple[str, ...] = ()  # that head a number, in lower case: "nđ" of 62/2015/NĐ-CP; Quốc hội's "l", "lct" of old laws
    force: int = 0  # legal force (hiệu lực pháp lý): 3 of laws, 2 and 1 below them, 0 of all others
    is_titled: bool = False  # cited by its title; names of all others are closed by a number alone
    is_normative: bool = False  # văn bản quy phạm pháp luật, which the codification takes up
    is_of_assembly: bool = False  # passed by Quốc hội or its Standing Committee, whose numbers have no code of a type
    makes_law: bool = False  # may amend, replace and guide others, where kb.law.lawmaking does not know better
    is_unmistakable: bool = False  # its word means nothing else, also in lower case; "quyết định này" may be a court's
    short: str = ""  # the code that stands for the type before a number: "NĐ 33/2020/NĐ-CP"
    is_short_in_texts: bool = True  # or only in what readers type
    glued_digits: int = 0  # how many must follow the code for it to be the type without a space ("nđ62"); 0: it never is
    called_without_title: str = ""  # the wider type whose word means it where no title follows: "Luật này" in a Bộ luật
    called_loosely: str = ""  # the wider type by whose word it is called in speech
    joint_of: str = ""  # the type that several issue together in this one (liên tịch)
    is_issued_with: bool = False  # issued with a decision, as what is attached to it


_titled = partial(DocumentType, is_titled=True, is_of_assembly=True, is_normative=True, makes_law=True, is_unmistakable=True)
_normative = partial(DocumentType, is_normative=True, makes_law=True)

# In the order of lists.
RANKED: tuple[DocumentType, ...] = (
    _titled("Hiến pháp", ("hp",), 3),
    _titled("Bộ luật", (), 3, called_without_title="Luật"),
    _titled("Luật", ("l", "lct"), 3),
    _titled("Pháp lệnh", ("pl",), 2, short="pl", is_short_in_texts=False),
    DocumentType("Lệnh", is_normative=True),
    _normative("Nghị quyết", ("nq",), 2, is_of_assembly=True, short="nq", glued_digits=1),
    DocumentType("Nghị quyết liên tịch", ("nqlt",), is_normative=True, joint_of="Nghị quyết"),
    _normative("Nghị định", ("nđ",), 1, is_unmistakable=True, short="nđ", glued_digits=1),
    _normative("Quyết định", ("qđ",), 1, short="qđ", glued_digits=1),
    _normative("Thông tư", ("tt",), is_unmistakable=True, short="tt", glued_digits=1),
    _normative(
        "Thông tư liên tịch",
        ("ttlt",),
        is_unmistakable=True,
        short="ttlt",
        glued_digits=1,
        called_loosely="Thông tư",
        joint_of="Thông tư",
    ),
    DocumentType("Văn bản hợp nhất", ("vbhn",), 2),
    DocumentType("Chỉ thị", ("ct",), is_normative=True, is_unmistakable=True, short="ct", glued_digits=2),
    DocumentType("Kết luận", ("kl",), short="kl"),
)

TYPES: tuple[DocumentType, ...] = (
    *RANKED,
    DocumentType("Sắc lệnh", ("sl",), is_normative=True),
    DocumentType("Quy định", ("qyđ", "qđi"), is_issued_with=True),
    DocumentType("Quy chế", ("qc",), is_issued_with=True),
    DocumentType("Hướng dẫn", ("hd",), is_issued_with=True),
    DocumentType("Thông báo", ("tb",)),
    DocumentType("Thông tri"),
    DocumentType("Thông cáo", ("tc",)),
    DocumentType("Công văn", ("cv",)),
    DocumentType("Công điện", ("cđ",)),
    DocumentType("Kế hoạch", ("kh",), is_issued_with=True),
    DocumentType("Chương trình", ("ctr",), is_issued_with=True),
    DocumentType("Đề án", ("đa",), is_issued_with=True),
    DocumentType("Báo cáo", ("bc",)),
    DocumentType("Tờ trình", ("ttr",)),
    DocumentType("Điều lệ", is_issued_with=True),
)

_RANK = {kind.name: rank for rank, kind in enumerate(RANKED)}
TYPE: dict[str, DocumentType] = {kind.name: kind for kind in TYPES}
NAMES: tuple[str, ...] = tuple(TYPE)


def longer_first(names: Iterable[str]) -> list[str]:
    """The names, the longer first, so that none is tried before one that begins with it."""
    return sorted(names, key=lambda name: (-len(name), name))


def pattern_of(names: Iterable[str]) -> str:
    """A pattern that any of the names matches: "Thông tư liên tịch|Nghị định|Thông tư"."""
    return "|".join(longer_first(names))


ANY_TYPE = pattern_of(NAMES)

# The type by the code that heads a number, by the code that stands for it before a number.
TYPE_OF_CODE: dict[str, str] = {code: kind.name for kind in TYPES for code in kind.codes}
TYPE_OF_SHORT: dict[str, str] = {kind.short: kind.name for kind in TYPES if kind.short}

TITLED = frozenset(kind.name for kind in TYPES if kind.is_titled)
UNMISTAKABLE = frozenset(kind.name for kind in TYPES if kind.is_unmistakable)
NORMATIVE = frozenset(kind.name for kind in TYPES if kind.is_normative)
OF_ASSEMBLY = frozenset(kind.name for kind in TYPES if kind.is_of_assembly)
LAW_MAKING = frozenset(kind.name for kind in TYPES if kind.makes_law)
ISSUED_WITH = frozenset(kind.name for kind in TYPES if kind.is_issued_with)
# Of a type that goes by the word of a wider one: that one, by its name.
WIDER: dict[str, str] = {kind.name: kind.called_without_title for kind in TYPES if kind.called_without_title}
JOINT_OF: dict[str, str] = {kind.name: kind.joint_of for kind in TYPES if kind.joint_of}

# The one type whose name alone names a document.
CONSTITUTION = RANKED[0].name
# A document that does not say what it is.
UNKNOWN_TYPE = "Văn bản"
# The text that the codification (pháp điển) gives of a document whose own text is at hand too.
CODIFIED_TYPE = "Pháp điển"
CONSOLIDATED_TYPE = "Văn bản hợp nhất"
# These give the words of a document of another type.
OF_ANOTHER = (CONSOLIDATED_TYPE, CODIFIED_TYPE)


def force_of(name: str) -> int:
    """The legal force of a type; the codification's text stands just below the laws that it gives."""
    if name == CODIFIED_TYPE:
        return TYPE[CONSOLIDATED_TYPE].force
    return TYPE[name].force if name in TYPE else 0


def rank_of_type(name: str) -> tuple[int, str]:
    """A key that sorts types as lists show them: first those that are ranked, then the others by name."""
    return _RANK.get(name, len(RANKED)), name
