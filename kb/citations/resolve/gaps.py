"""Gaps: the words between two citations, or before one, that tell whether both are of one document.

Guarantees:
1. Each pattern takes time linear in the words that it is given, which are few.
"""

import re

IN_BRACKETS = re.compile(r"\([^()]{0,40}")
SAME_CLAUSE = re.compile(r"[^.;:,()\n]{0,80}")
BESIDE = re.compile(r" vào |,? (?:và|hoặc|hay)(?! nếu\b)[^.;,\n]{0,40} ")
IN_A_ROW = re.compile(r"\)(?:[^.;()\n]{1,60}\((?:[^.;()\n]{4,40}\)(?=,))?)+")  # ") thụ lý (Điều 29), rút đơn ("
SAME_CLAUSES = re.compile(r"(?:(?!, (?:và )?nếu |, còn )[^;\n]){0,200}")
# Between two provisions of one law, which the last names, and between those that may be.
INSTEAD = re.compile(
    r",? (?:(?:thay vì|thay cho|thay bằng|chứ không phải|mà không phải|sang|thành)(?: là| tại| theo)?|so với) "
)
ONE_CLAUSE = re.compile(r",?(?: \w+){1,4} (?<!tại )(?<!theo )(?<!với )")
FEW_WORDS = re.compile(r",? (?:[^\W\d]+ ){0,4}")
FOR_EXAMPLE = re.compile(r",? (?:ví dụ|chẳng hạn|cụ thể|nhất là|đặc biệt|trong đó)(?: là| tại| ở| có|:)? ")
# "Hợp đồng có thỏa thuận tại Điều 4", "Nội quy cơ quan, Điều 3": a text that is no document of law, and its provision.
OF_ANOTHER_TEXT = re.compile(
    r"\b(?:hợp đồng|điều lệ|nội quy|quy chế|quy ước|hương ước|công ước|hiệp định|nghị định thư|(?<!theo )thỏa thuận|biên bản"
    r"|di chúc)(?:(?! theo\b| được\b)[ ,]+\w+){0,4}[ ,]*\Z",
    re.IGNORECASE,
)
