"""Provisions as a text lists them: "các điểm a, b khoản 1 và khoản 2 Điều 5", "từ Điều 5 đến Điều 9".

Guarantees:
1. A member of a list takes the levels that it lacks from the members after it, and only where the wording shares them:
   "khoản 1 và khoản 2 Điều 5" shares Điều 5, "khoản 1 và Điều 6" shares nothing.
2. What can only be a slip in a list ("các điểm a, 1 và n khoản 2") is a member without number; the others are what they are.
3. Reading a list takes time linear in its length.
"""

import re
from dataclasses import dataclass, replace

from kb.citations.find.lexicon import SHORT_TYPES, Words, word_set
from kb.citations.find.provisions import LEVEL_WORDS, ORDINALS, RANK, THIS, PathStep, numbered_at, step_at
from kb.law.levels import LevelCode

_UNADDRESSED = {"đoạn": 1, "câu": 1, "gạch": 3}  # the first word, and how many there are: "gạch đầu dòng"
_COUNTED = word_set("ngày tháng năm giờ phút tuần quý người lần vụ việc trường cá tổ bản thành hộ m m2 km kg")
# May follow a number without its level word: the list goes on, the wider level comes, or the phrase ends.
_AFTER_MEMBER = word_set(', ; . : ) ” " và hoặc hay đến tới của này các khoản điều mục chương phần phụ nêu') | {""}
# A document in lower case after one: "Điều 5, 6 bộ luật dân sự".
_DOCUMENT_AFTER = {("bộ", "luật"), ("nghị", "định"), ("thông", "tư"), ("nghị", "quyết"), ("pháp", "lệnh")}
_ACTS = {("sửa", "đổi"), ("bổ", "sung"), ("bãi", "bỏ"), ("thay", "thế")}
_LIST_WORDS = frozenset({",", ";", "và", "hoặc", "hay", "/", "trừ"})
_LONGEST_GLOSS = 8  # words
_ONE_SIGN = re.compile(r"\w|[|!]")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a list: its steps innermost first, and its words [first, after), shared steps not among them."""

    steps: tuple[PathStep, ...]
    first: int
    after: int

    @property
    def inner(self) -> PathStep:
        """The step that the member cites."""
        return self.steps[0]

    @property
    def outer(self) -> PathStep:
        """The outermost step that is known."""
        return self.steps[-1]


def members_at(words: Words, at: int) -> tuple[Member, ...]:
    """The provisions listed from the word at `at` on, in order: two for "điểm a, b khoản 1 Điều 2"; () where none begins."""
    members: list[Member] = []
    index, plural = _openers(words, at)
    member = _member(words, index) or _slip_at_head(words, index, plural)
    if member is None and plural and words.keys[index - 1] == "từ" and (level := LEVEL_WORDS.get(words.keys[index - 2])):
        member = _bare_member(words, index, level, plural)  # "các điều từ 33 đến 39"
        member = replace(member, first=index - 2) if member else None
    if member and (spread := _spread(words, member)):
        return spread
    while member:
        members.append(member)
        index = _past_separator(words, member.after)
        if index == _past_gloss(words, member.after):
            break
        opened, reopened = _openers(words, index)
        plural = plural or reopened
        member = _member(words, opened) or _next_bare(words, index, member, plural)
    return _narrowed(words, _share(members))


def _spread(words: Words, member: Member) -> tuple[Member, ...]:
    """ "khoản 1 các Điều 7, 8 và 9": the clause of each article; empty where no such list follows `member`."""
    index = member.after + (words.keys[member.after] in ("tại", "của", "ở"))
    if member.outer.rank >= RANK["article"] or words.keys[index : index + 2] != ["các", "điều"]:
        return ()
    listed = members_at(words, index)
    if not listed or any(other.inner.level != "article" for other in listed):
        return ()
    each = [replace(other, steps=member.steps + other.steps) for other in listed]
    return (replace(each[0], first=member.first), *each[1:])


def _openers(words: Words, at: int) -> tuple[int, bool]:
    """(the index after "các", "từ" or "các điều từ" at `at`, whether they say that several follow)."""
    index = at
    if words.keys[index] in ("các", "những"):
        index += 1
        if words.keys[index] in LEVEL_WORDS and words.keys[index + 1] == "từ":
            return index + 2, True
    return index + (words.keys[index] == "từ"), index > at


def _past_separator(words: Words, at: int) -> int:
    """The index after ",", "và", ", và", "và/hoặc", "; bổ sung" … at `at`."""
    index = at = _past_gloss(words, at)
    while words.keys[index] in _LIST_WORDS and index - at < 3:
        index += 1
    # "Sửa đổi điểm đ và điểm e; bổ sung điểm g khoản 1 Điều 2": one list.
    is_act = index > at and tuple(words.keys[index : index + 2]) in _ACTS and words.keys[index + 2] in LEVEL_WORDS
    return index + 2 * is_act


def _past_gloss(words: Words, at: int) -> int:
    """The index after "(làm nhục)" at `at` in "Điều 155 (làm nhục), 156 và 331": words that gloss a member of a list."""
    if words.keys[at] != "(":
        return at
    for index in range(at + 1, at + _LONGEST_GLOSS):
        key = words.keys[index]
        if key == ")":
            return index + 1 if words.keys[index + 1] in _LIST_WORDS else at
        if not key.isalpha() or key in LEVEL_WORDS:
            break
    return at


def _member(words: Words, at: int) -> Member | None:
    """One member that begins with a level word: "điểm a khoản 1 Điều 2", "khoản 1, Điều 2", "Điều 2 khoản 1"."""
    first = step_at(words, _past_paragraph(words, at))
    if first is None:
        return None
    steps = [first]
    while True:
        index = steps[-1].after
        comma = words.keys[index] == ","
        step = step_at(words, _past_joint(words, index), within=steps[-1].level == "clause" and not comma)
        # After a comma only a wider level goes on with the same provision; the same level is the next member.
        if step is None or step.rank == steps[-1].rank or (step.rank < steps[-1].rank and (comma or len(steps) > 1)):
            break
        if comma and step.rank > RANK["article"]:
            break
        if step.rank < steps[-1].rank:
            return _reversed(words, steps[0], step)
        steps.append(step)
    return Member(tuple(steps), _with_from(words, at, first), steps[-1].after)


def _past_joint(words: Words, at: int) -> int:
    """The index after what joins a provision to the wider one: ",", "của", a dash in the line."""
    dash = words.keys[at] in ("-", "–") and "\n" not in words.text[words.ends[at - 1] : words.starts[at + 1]]
    return at + (dash or words.keys[at] in (",", "của", "thuộc"))


def _with_from(words: Words, at: int, step: PathStep) -> int:
    """`at`, or the index of "từ" right before it where a range begins there."""
    return at - (bool(step.to) and at > 0 and words.keys[at - 1] == "từ")


def _past_paragraph(words: Words, at: int) -> int:
    """The index after "đoạn 2", "đoạn thứ hai của", "gạch đầu dòng thứ nhất" at `at`: parts that have no eId."""
    length = _UNADDRESSED.get(words.keys[at])
    if length is None or (length == 3 and words.keys[at + 1 : at + 3] != ["đầu", "dòng"]):
        return at
    index = at + length
    index += words.keys[index] == "thứ"
    if not (words.keys[index].isdigit() or words.keys[index] in ORDINALS or words.keys[index] in ("đầu", "cuối", "một")):
        return at
    index += 1 + ((words.keys[index], words.keys[index + 1]) == ("đầu", "tiên"))
    return index + (words.keys[index] in ("của", "tại", ","))


def _reversed(words: Words, outer: PathStep, inner: PathStep) -> Member:
    """A member written outermost first: "Điều 35 khoản 1 điểm a"; not where a wider level follows: "Điều 3 khoản 1 Điều 5"."""
    steps = [inner, outer]
    while (step := step_at(words, steps[0].after, within=True)) and step.rank < steps[0].rank:
        steps.insert(0, step)
    if step and step.rank > steps[0].rank:
        return Member((outer,), outer.first, outer.after)
    return Member(tuple(steps), outer.first, steps[0].after)


def _bare_member(words: Words, at: int, level: LevelCode, plural: bool) -> Member | None:
    """A member without its level word: "b" and "đ khoản 1 Điều 2" of "các điểm a, b và đ khoản 1 Điều 2"."""
    step = numbered_at(words, at, at, level)
    if step is None or step.number == THIS:
        return None
    following = words.keys[step.after]
    if following in _COUNTED:
        return None
    is_ended = following in _AFTER_MEMBER or _past_gloss(words, step.after) > step.after
    if not plural and not is_ended and not _may_begin_a_document(words, step.after):
        return None
    if words.keys[at + 1] in (".", ")") and "\n" in words.text[words.ends[at - 1] : words.starts[at]]:
        return None  # the number or letter of the next paragraph
    return _with_wider(words, _with_from(words, at, step), step)


def _with_wider(words: Words, first: int, step: PathStep) -> Member:
    """The member whose innermost level is `step`, with the wider levels after it."""
    steps = [step]
    while wider := step_at(words, _past_joint(words, steps[-1].after), within=steps[-1].level == "clause"):
        if wider.rank <= steps[-1].rank:
            break
        steps.append(wider)
    return Member(tuple(steps), first, steps[-1].after)


def _may_begin_a_document(words: Words, at: int) -> bool:
    """Whether the word at `at` may begin the name of a document: "Luật", "BLHS", "NĐ", "bộ luật"."""
    written, key = words.written(at), words.keys[at]
    if key in SHORT_TYPES:
        return written.isupper()
    return written.istitle() or (key, words.keys[at + 1]) in _DOCUMENT_AFTER


def _next_bare(words: Words, at: int, before: Member, plural: bool) -> Member | None:
    """The member without its level word after `before`: of the level of its outermost step, or a slip in place of one."""
    if (
        len(before.steps) > 1
        and words.keys[at] not in LEVEL_WORDS
        and (inner := _bare_member(words, at, before.inner.level, False))
        and len(inner.steps) > 1
    ):
        return inner  # "điểm a khoản 1, b khoản 2 Điều 5"
    level = before.outer.level
    return _bare_member(words, at, level, plural) or _slip(words, at, at, level)


def _slip_at_head(words: Words, at: int, plural: bool) -> Member | None:
    """A slip right after the level word of a list: the 1 of "các điểm 1, a và b khoản 2"."""
    level = LEVEL_WORDS.get(words.keys[at]) if plural else None
    return _slip(words, at, at + 1, level) if level else None


def _slip(words: Words, first: int, at: int, level: LevelCode) -> Member | None:
    """What can only be a slip in a list of `level`, as a member without number: the 1 of "các điểm a, 1 và n khoản 2 Điều 5".

    It is none where the list does not go on after it, with a member or the wider level.
    """
    if len(words.keys[at]) != 1 or level not in ("point", "clause", "article") or not _ONE_SIGN.fullmatch(words.keys[at]):
        return None
    member = _with_wider(words, first, PathStep(level, "", "", first, at + 1))
    if len(member.steps) > 1:
        return member
    index = _past_separator(words, member.after)
    return member if index > member.after and _bare_member(words, index, level, False) else None


def _share(members: list[Member]) -> tuple[Member, ...]:
    """The members with the outer steps that each takes from those after it: khoản 1 Điều 5 of "khoản 1 và khoản 2 Điều 5"."""
    shared: list[Member] = []
    for member in reversed(members):
        if shared and shared[-1].inner.rank <= member.outer.rank and member.outer.number != THIS:
            tail = tuple(step for step in shared[-1].steps if step.rank > member.outer.rank)
            member = replace(member, steps=member.steps + tail)
        shared.append(member)
    return tuple(reversed(shared))


def _narrowed(words: Words, members: tuple[Member, ...]) -> tuple[Member, ...]:
    """The members, those that a comma narrows joined into one: "Điều 30, khoản 3, điểm a", also with "và 4" after it."""
    found: list[Member] = []
    is_narrowed = False
    for member in members:
        wider = found[-1] if found else None
        is_whole = member.outer.number == THIS or member.outer.level not in ("point", "clause")
        if wider is None or is_whole or wider.inner.to or wider.inner.number == THIS:
            is_narrowed = False
        elif words.keys[member.first - 1] == "trừ" and member.outer.rank < wider.inner.rank:
            member, is_narrowed = replace(member, steps=member.steps + wider.steps), True  # "Điều 5, trừ khoản 2"
        elif words.keys[wider.after] == "," and member.outer.rank < wider.inner.rank:
            found[-1], is_narrowed = Member(member.steps + wider.steps, wider.first, member.after), True
            continue
        elif is_narrowed:
            member = replace(member, steps=member.steps + tuple(step for step in wider.steps if step.rank > member.outer.rank))
        found.append(member)
    return tuple(found)
