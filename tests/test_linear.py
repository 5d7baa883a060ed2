"""Time is linear in the input: texts that repeat one piece, over which a pattern or a loop once stumbled, and a sample of more.

`python -m bench.linear` measures all of them, in processes of their own. Here the least time of several runs counts, and what
takes less than a floor is noise.
"""

import hashlib
from pathlib import Path

import pytest

from bench.linear import FLOOR, RATIO, seconds
from bench.linear_cases import Case, Nested, cases
from bench.linear_stages import STAGES, Stage, World

_SHORTER = 2  # than what the bench measures
_ATTEMPTS = 4
STAGE = {stage.name: stage for stage in STAGES}

# (stage, the text that is repeated and what stands once around it)
ONCE_SLOW: list[tuple[str, Case | Nested]] = [
    # marks on one letter that are not in order
    ("normal form", Case("\u0301\u0323", before="a")),
    # what is left out, with blanks between
    ("normal form", Case("\u200b ")),
    # raised digits that end no line
    ("structure", Case("¹", before="Điều 1. Tre ", after="x")),
    ("identify", Case("¹", before="LUẬT\nTRE ", after="x\nĐiều 1. Tre")),
    # a number that goes on and on, and ends in none
    ("identify", Case("/AB", before="Số:\n1", after="!\nLUẬT\nTre\nĐiều 1. Tre")),
    ("identify", Case("Ư", before="Số: 1/2020/QĐ-\n", after="-x\nLUẬT\nTre\nĐiều 1. Tre")),
    ("identify", Case("@", before="Người ký: A\n", after=" x\nLUẬT\nTre\nĐiều 1. Tre")),
    # words that carry a number, before one that is replaced
    ("identify", Case("theo ", before="Điều 1. Luật này có hiệu lực, thay thế ", after="; Luật số 1/2020/QH14")),
    # who passed a law, again and again
    ("identify", Case(" của Quốc hội", before="LUẬT\nTRE", after="\nĐiều 1. Tre")),
    # a title in capitals
    ("identify", Case(" TRE", before="LUẬT\nTRE", after="\nĐiều 1. Tre tre tre")),
    # a type in lines of its own, white space, marks of lines
    ("structure", Case("\n")),
    ("structure", Case("Điều 1.\n")),
    # stretches between which no space stands
    ("find", Case("điều\n1" + "\n" * 700)),
    # letters that may be people
    ("find", Case("K1, ")),
    # a definition, and nothing after it
    ("find", Case("\n", before="gọi là", after=";")),
    ("find", Case(" ", before="(sau đây gọi chung là", after=";")),
    # phrases between provisions of a clause that changes a law
    ("find", Case("khoản 1, bỏ cụm từ “a” tại ", before="Sửa đổi ", after="Luật Đất đai")),
    # quotation marks, and lines without an Điều
    ("cite", Case('"')),
    ("cite", Case("\n", before="Luật Đất đai", after="Điều 1")),
    # a document that is named again and again, and what points back to it
    ("cite", Case("Nghị định số 62/2015/NĐ-CP, Nghị định 62, Nghị định nêu trên; ")),
    ("cite", Case("Luật Đất đai số 45/2013/QH13 và Luật Đất đai ")),
    ("cite", Case("thi hành án dân sự (sau đây gọi tắt là THADS) ")),
    # marks of notes at the heads of lines
    ("check", Case("[1] Tre\n", before="Điều 1. Tre\n", after="KT. BỘ TRƯỞNG\n")),
    # what a document does
    ("relations", Case("Nghị định này quy định chi tiết Luật Đất đai số 45/2013/QH13 ", before="Điều 1. Tre ")),
    # links and code of Markdown
    ("link text", Case("<a>Điều 1 Luật Đất đai ")),
    ("link text", Case("<http://")),
    # lines of one paragraph
    ("read txt", Case("tre xanh " * 9 + "\n")),
    # marks of emphasis that close nothing, struck text that does not end, a heading
    ("read md", Case("a_ ", before="*a " * 1500)),
    ("read md", Case("<s>")),
    ("read md", Case(" ", before="# a", after="x")),
    ("read md", Case("hà\u00adi ")),
    # braces that nothing opens, rules that all elements meet, raised digits
    ("read css", Case("a", before="var(--a)")),
    ("read css", Case("display:", after="var(--a)")),
    ("read html, raw", Case("<p>a", before=f"<style>{'p{opacity:1}' * 80}</style>")),
    ("read html, raw", Case("1<sup>1</sup>")),
    ("read html, raw", Case('<div class="content1">')),
    ("read html, raw", Nested("<table><tr><td>", "</td></tr></table>")),
    ("read pdf", Case("Tre xanh ")),
    ("query", Case("a* b* ")),
    ("query", Case('"a" OR ')),
]
# How many others of a stage, chosen by hash.
SAMPLED = {
    "structure": 10,
    "identify": 10,
    "find": 12,
    "cite": 12,
    "check": 8,
    "read md": 6,
    "read html, raw": 6,
    "read rtf, raw": 6,
}


def sample() -> list[tuple[str, Case | Nested]]:
    def rank(case: Case | Nested) -> bytes:
        return hashlib.sha256(case.name.encode("utf-8", "replace")).digest()

    return [(name, case) for name, count in SAMPLED.items() for case in sorted(cases(STAGE[name].of), key=rank)[:count]]


@pytest.fixture(scope="module")
def world(knowledge_base: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(knowledge_base, tmp_path_factory.mktemp("files"))


def ratio(world: World, stage: Stage, case: Case | Nested) -> float:
    """Of the times for a long and a short text; measured again where it seems too much."""
    short, long = float("inf"), float("inf")
    for _ in range(_ATTEMPTS):
        long = min(long, seconds(stage.prepare(world, case.text(stage.sizes[1] // _SHORTER)), 1))
        if long > RATIO * FLOOR:
            short = min(short, seconds(stage.prepare(world, case.text(stage.sizes[0] // _SHORTER)), 1))
        if long <= RATIO * max(FLOOR, short):
            break
    return long / max(FLOOR, min(short, long))


@pytest.mark.parametrize(("stage", "case"), [*ONCE_SLOW, *sample()], ids=lambda part: getattr(part, "name", part)[:60])
def test_time_is_linear_in_the_input(world: World, stage: str, case: Case | Nested) -> None:
    assert ratio(world, STAGE[stage], case) <= RATIO
