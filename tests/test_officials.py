"""Questions of officials, in their words, in the real base: what answers first holds today, or is said to have ended."""

from datetime import date

import pytest

from kb.generation import Generation
from kb.law.statuses import StatusWord
from kb.search.search import search

TODAY = date(2026, 12, 1)
LAW, DECREE, BAILIFFS = "106-2025-qh15", "152-2026-nd-cp", "151-2026-nd-cp"

# The question; the document and the Điều or khoản that answer it first today, and on the last day of the law of 2008.
QUESTIONS = [
    ("thời hạn tự nguyện thi hành án", (LAW, "art_36__para_1"), ("26-2008-qh12", "art_45__para_1")),
    ("Phòng thi hành án dân sự khu vực", (LAW, "art_23"), None),
    ("lập vi bằng", (BAILIFFS, "art_29"), None),
    ("miễn giảm nghĩa vụ thi hành án với ngân sách", (LAW, "art_44"), ("26-2008-qh12", "art_63")),
    ("chưa có điều kiện thi hành án thì làm gì", (LAW, "art_38"), None),
    ("ủy thác thi hành án", (LAW, "art_49"), ("26-2008-qh12", "art_55")),
    ("hoãn thi hành án khi nào", (LAW, "art_46"), ("26-2008-qh12", "art_48")),
    ("trách nhiệm Chủ tịch UBND xã trong thi hành án", (DECREE, "art_105"), ("26-2008-qh12", "art_175")),
    ("xac minh dieu kien thi hanh an", (LAW, "art_37"), ("26-2008-qh12", "art_44")),  # without diacritics
    ("đình chỉ thi hành án", (LAW, "art_48"), ("26-2008-qh12", "art_50")),
    # what has ended and is asked for by its number is shown, and said to have ended
    ("thời hạn tự nguyện thi hành án luật 26/2008/QH12", ("26-2008-qh12", "art_45__para_1"), ("26-2008-qh12", "art_45")),
]


@pytest.mark.parametrize(("question", "now", "before"), QUESTIONS)
def test_the_first_answer_holds_on_the_day(
    real: Generation, question: str, now: tuple[str, str], before: tuple[str, str] | None
) -> None:
    for day, right in ((TODAY, now), (date(2026, 6, 30), before)):
        first, *_ = search(real, question, limit=1, on=day).hits
        assert first.status.word is not StatusWord.NOT_YET
        if right:
            assert (first.document, first.eid[: len(right[1])]) == right
