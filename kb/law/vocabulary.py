"""The one table of levels (cấp) that a provision can have.

The order of levels follows the drafting rules for legal documents, Nghị định 34/2016/NĐ-CP Điều 62 (Phần > Chương >
Mục > Tiểu mục > Điều > khoản > điểm); elements and eId prefixes follow the Akoma Ntoso Naming Convention 1.0, section 4.4.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its code, Vietnamese word in a label, Akoma Ntoso element, eId prefix and word in a URL."""

    code: str
    label: str
    element: str
    prefix: str
    url: str


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

LEVEL: dict[str, Level] = {level.code: level for level in LEVELS}

# The levels above the one that citations start at, outermost first.
DIVISIONS = ("part", "chapter", "section", "subsection")

UNNUMBERED = frozenset({"preamble", "conclusions", "recipients"})

# Letters of điểm in order, as drafting rules have them: no f, j, w, z.
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"

# Types of documents (loại văn bản): Luật Ban hành văn bản quy phạm pháp luật Điều 4, Nghị định 30/2020/NĐ-CP Điều 7, Quy định
# 66-QĐ/TW on documents of the Party.
DOCUMENT_TYPES = (
    "Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Lệnh", "Sắc lệnh", "Nghị quyết", "Nghị quyết liên tịch", "Nghị định",
    "Quyết định", "Thông tư", "Thông tư liên tịch", "Chỉ thị", "Kết luận", "Quy định", "Quy chế", "Hướng dẫn", "Thông báo",
    "Thông tri", "Thông cáo", "Công văn", "Công điện", "Kế hoạch", "Chương trình", "Đề án", "Báo cáo", "Tờ trình", "Điều lệ",
    "Văn bản hợp nhất",
)  # fmt: skip
