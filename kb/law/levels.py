"""The one table of levels (cấp) that a provision can have.

The order of levels follows the drafting rules for legal documents, Nghị định 34/2016/NĐ-CP Điều 62 (Phần > Chương >
Mục > Tiểu mục > Điều > khoản > điểm); elements and eId prefixes follow the Akoma Ntoso Naming Convention 1.0, section 4.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LevelCode = Literal[
    "part", "chapter", "section", "subsection", "article", "clause", "point", "item", "indent", "attachment",
    "preamble", "conclusions", "recipients",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its code, Vietnamese word in a label, Akoma Ntoso element, eId prefix and word in a URL."""

    code: LevelCode
    label: str
    element: str
    prefix: str
    url: str

    @property
    def word(self) -> str:
        """Its word in lower case, as keys of texts have it: "điều", "tiểu mục"."""
        return self.label.lower()


LEVELS: tuple[Level, ...] = (
    Level("part", "Phần", "part", "part", "phan"),
    Level("chapter", "Chương", "chapter", "chp", "chuong"),
    Level("section", "Mục", "section", "sec", "muc"),
    Level("subsection", "Tiểu mục", "subsection", "subsec", "tieu-muc"),
    Level("article", "Điều", "article", "art", "dieu"),
    Level("clause", "khoản", "paragraph", "para", "khoan"),
    Level("point", "điểm", "point", "point", "diem"),
    # A numbered item of a document without Điều: para_3, and below it para_3__subpara_1.
    Level("item", "mục", "paragraph", "para", "muc"),
    Level("indent", "gạch đầu dòng", "indent", "indent", "gach"),
    Level("attachment", "Phụ lục", "attachment", "att", "phu-luc"),
    # What stands before and after the numbered body; these three occur once and have no number.
    Level("preamble", "Phần mở đầu", "preamble", "preamble", "mo-dau"),
    Level("conclusions", "Phần kết", "conclusions", "conclusions", "phan-ket"),
    Level("recipients", "Nơi nhận", "container", "recipients", "noi-nhan"),
)

LEVEL: Mapping[str, Level] = {level.code: level for level in LEVELS}

# The levels above the one that citations start at, outermost first.
DIVISIONS: tuple[LevelCode, ...] = ("part", "chapter", "section", "subsection")

# The levels that gather whole provisions (Điều, or items where there is no Điều) and are not cited with them.
CONTAINERS: frozenset[LevelCode] = frozenset({*DIVISIONS, "attachment"})

UNNUMBERED: frozenset[LevelCode] = frozenset({"preamble", "conclusions", "recipients"})

# Letters of điểm in order, as drafting rules have them: no f, j, w, z.
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
