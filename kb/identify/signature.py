"""The signers (người ký) of a document, read from its closing.

Guarantees:
1. A signer is a line of its own that is written as a name is, below the power or the office that he or she signs with.
2. Names are given as written, in reading order; one that cannot be told from an office or a recipient is left out.
"""

import re
from collections.abc import Iterator

from kb.language.text import fold_white_space
from kb.law.model import Tree

# Powers and offices (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.7), in any letters: old fonts have capitals as fonts of their own.
_OFFICE = re.compile(
    r"^(?:(?:T/M|TM|K/T|KT|T/L|TL|TUQ|Q)\b ?[./ ]|(?:phó )?(?:chủ tịch|chủ nhiệm|thủ tướng|thứ trưởng|bộ trưởng|chánh án"
    r"|viện trưởng|bí thư|tổng kiểm toán|tổng thanh tra|tổng bí thư|thống đốc|giám đốc|tổng giám đốc|cục trưởng|tổng cục trưởng"
    r"|chánh văn phòng|trưởng ban|vụ trưởng))\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"^(?:bộ|ban|ủy|uỷ|hội|tòa|toà|viện|ngân|văn|tỉnh|thành|quốc|chính|nơi|lưu|phụ|sở|cục|tổng|huyện|công|danh|mẫu|biểu|xác|luật|vụ|phòng|trung|nhà|trường|khoa|đội)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^\W*(?:đã ký|ký tên|đóng dấu)[^:]*:? ?", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,4}")


def signers(tree: Tree) -> Iterator[str]:
    """The names under the closing of the document itself, in reading order."""
    closing = [p for p in tree.provisions if p.level in ("conclusions", "recipients")]
    office = False
    for provision in closing:
        for line in map(fold_white_space, provision.span.of(tree.text).split("\n")):
            if _OFFICE.match(line):
                office = True
            elif office and (name := _name(_SIGNED.sub("", line).strip(" *_.)("))):
                yield name
                office = False


def _name(line: str) -> str:
    """`line` if it is a name as written, else ""."""
    words = line.split()
    written = line.isupper() or all(word[0].isupper() and word[1:] == word[1:].lower() for word in words)
    return line if written and _NAME.fullmatch(line) and not _BODY.match(line) and not _OFFICE.match(line) else ""
