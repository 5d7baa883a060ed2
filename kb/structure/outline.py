"""The outline of a document: preamble, Phần, Chương, Mục, Điều or items, closing, attachments, as nodes with ranges."""

from collections.abc import Sequence
from itertools import pairwise

from kb.law.levels import DIVISIONS, LEVEL
from kb.law.model import Paragraph
from kb.structure.lists import ARTICLE_LISTS, ITEM_LISTS, Kind, fill, first_list
from kb.structure.marked_text import MarkedText, excerpt, mark_text
from kb.structure.marks import is_capitals
from kb.structure.recovery import with_unheaded
from kb.structure.regions import appendix_heading, attachment_starts, closing_start, is_ruler, recipients
from kb.structure.sequence import Accepted, Opening, gaps, in_sequence
from kb.structure.titles import is_heading, title_end
from kb.structure.tree import Node


def outline(paragraphs: Sequence[Paragraph], stated: Sequence[int] = ()) -> tuple[list[Node], tuple[str, ...]]:
    """The top nodes of a document in reading order, and what was corrected, in reading order.

    `stated` are the indexes of the paragraphs at which an Điều is known to begin; between two of them no attachment begins.
    """
    marked = mark_text(paragraphs, stated)
    last_stated = stated[-1] if stated else -1
    attachments = [start for start in attachment_starts(paragraphs, marked.quoted, marked.marks) if start > last_stated]
    bounds = [*attachments, len(paragraphs)]
    nodes = _main_document(marked, bounds[0], stated)
    used: set[str] = set()
    for begin, end in pairwise(bounds):
        nodes.append(_attachment(marked, begin, end, used))
    return nodes, marked.messages()


def _main_document(marked: MarkedText, end: int, stated: Sequence[int]) -> list[Node]:
    top, lists = _stated(marked, stated) or _openings(marked, 0, end)
    last = top[-1].at + 1 if top else 0
    close = closing_start(marked.paragraphs, marked.quoted, last, end, any_sign=bool(top))
    first = top[0].at if top else close
    nodes = [Node("preamble", intro=(0, marked.starts[first]))] if _has_text(marked, 0, first) else []
    nodes += _body(marked, top, lists, close) if top else []
    if _has_text(marked, close, end):
        nodes += _closing(marked, close, end)
    return nodes


def _closing(marked: MarkedText, begin: int, end: int) -> list[Node]:
    """Conclusions and the list of addressees; a list with text before it stands within the conclusions."""
    starts = marked.starts
    found = recipients(marked.paragraphs, begin, end)
    if not found:
        return [Node("conclusions", intro=(starts[begin], starts[end]))]
    start, stop = found
    listed = Node("recipients", intro=(starts[start], starts[stop]))
    if _has_text(marked, begin, start):
        after = (starts[stop], starts[end])
        return [Node("conclusions", intro=(starts[begin], starts[start]), wrap_up=after, children=[listed])]
    rest = [Node("conclusions", intro=(starts[stop], starts[end]))] if _has_text(marked, stop, end) else []
    listed.intro = (starts[begin], starts[stop])
    return [listed, *rest]


def _attachment(marked: MarkedText, begin: int, end: int, used: set[str]) -> Node:
    """The attachment of the paragraphs [begin, end); one without a number of its own gets the next."""
    starts = marked.starts
    marked.end_quotation(begin)
    number, length = appendix_heading(marked.text(begin)) or ("", 0)
    body = begin + (length > 0)
    top, lists = _openings(marked, body, end)
    first = top[0].at if top else end
    next_number = len(used) + 1
    while not number or number in used:
        number, next_number = str(next_number), next_number + 1
    used.add(number)
    titled = body
    while titled < first and is_capitals(marked.text(titled)) and not is_ruler(marked.text(titled)):
        titled += 1
    node = Node("attachment", number, marker=(starts[begin], starts[begin] + length))
    node.heading = (starts[begin] + length, starts[titled])
    node.intro = (starts[titled], starts[first])
    node.children = _body(marked, top, lists, end) if top else []
    return node


def _stated(marked: MarkedText, begins: Sequence[int]) -> tuple[list[Opening], Sequence[Kind]] | None:
    """The openings, as `_openings` gives them, of a selection of Điều that begin at `begins`; None where no heading stands.

    Those with the numbers that are missing between two of them may stand in the text of the former.
    """
    known = set(begins)
    last = begins[-1] if begins else 0
    articles: list[Opening] = []
    between: list[Opening] = []
    for candidate in marked.candidates(0, last + 1, "article", lambda _: True):
        if candidate.at in known:
            before = candidate.mark.order
            articles += [found for found in between if found.mark.order < before]
            articles.append(candidate)
            between = []
        elif articles and candidate.mark.certain and not candidate.doubtful:
            number = (between or articles)[-1].mark.order[0]
            between += [candidate] if candidate.mark.order == (number + 1, 0) else []
    return (articles, ARTICLE_LISTS) if articles else None


def _openings(marked: MarkedText, begin: int, end: int) -> tuple[list[Opening], Sequence[Kind]]:
    """The openings of the top of a body in [begin, end), in order, and the lists that stand below them.

    They are the Điều with the Phần, Chương and Mục around them; without Điều, these or else the outermost items.
    """
    found = in_sequence(marked.candidates(begin, end, "article", lambda _: True), any_gap=True)
    if found.members:
        articles = with_unheaded(marked, _with_twins(marked, found))
        _report_articles(marked, articles, found.rejected)
        containers = _containers(marked, begin, articles[-1].at, end)
        return sorted([*containers, *articles], key=lambda opening: opening.at), ARTICLE_LISTS
    return _containers(marked, begin, end, end) or list(first_list(marked, begin, end)), ITEM_LISTS


def _with_twins(marked: MarkedText, found: Accepted) -> list[Opening]:
    """The Điều in order, with each that has the number of the one before it instead of its own, missing, number."""
    articles: list[Opening] = []
    rejected = iter(sorted(found.rejected, key=lambda c: c.at))
    candidate = next(rejected, None)
    for before, after in pairwise(found.members):
        articles.append(before)
        while candidate and candidate.at < after.at:
            missing = after.mark.order == (before.mark.order[0] + 2, 0) and articles[-1] is before
            if missing and candidate.at > before.at and candidate.mark.order == before.mark.order:
                articles.append(candidate)
                marked.report(candidate.at, f"Điều {candidate.mark.number} lặp lại số của Điều trước")
            candidate = next(rejected, None)
    return [*articles, found.members[-1]]


def _body(marked: MarkedText, top: Sequence[Opening], lists: Sequence[Kind], end: int) -> list[Node]:
    """The nodes of the numbered body that ends before the paragraph `end`."""
    body = Node("part")  # stands for the whole body: its children alone are given
    if top[0].mark.style not in (*DIVISIONS, "article"):
        fill(marked, body, top[0].at, end, lists)
        return body.children
    above = [(body, -1)]  # the open nodes, outermost first, with the rank of their level
    limits = [opening.at for opening in top[1:]] + [end]
    for opening, limit in zip(top, limits, strict=True):
        style, start = opening.mark.style, marked.starts[opening.at]
        titled = title_end(marked, opening, limit)
        node = Node(LEVEL[style].code, opening.mark.number, marker=(start, start + opening.mark.end))
        node.heading = (node.marker[1], titled)
        node.intro = (titled, titled)
        below = next(i for i in range(opening.at + 1, limit + 1) if marked.starts[i] >= titled)
        # Directly below a container stands its text, or the items of a document without Điều.
        listed = style == "article" or (lists is ITEM_LISTS and first_list(marked, below, limit))
        fill(marked, node, below, limit, lists if listed else ())
        rank = DIVISIONS.index(style) if style in DIVISIONS else len(DIVISIONS)
        while above[-1][1] >= rank:
            above.pop()
        above[-1][0].children.append(node)
        above.append((node, rank))
    return body.children


def _containers(marked: MarkedText, begin: int, last: int, end: int) -> list[Opening]:
    """The Phần, Chương, Mục and Tiểu mục of [begin, last), in a text that ends at `end`.

    Each has a title or an opening after it, and their numbers increase. They start again in the next container above; those
    of Chương may also go on.
    """
    candidates = [c for style in DIVISIONS for c in marked.candidates(begin, last, style, lambda _: False)]
    accepted: list[Opening] = []
    reached: dict[str, tuple[int, int]] = {}  # the last order of each level
    new_part = False
    for candidate in sorted(candidates, key=lambda c: c.at):
        style, order = candidate.mark.style, candidate.mark.order
        before = (0, 0) if new_part and style == "chapter" and order[0] == 1 else reached.get(style, (0, 0))
        if not is_heading(marked, candidate, end):
            continue
        name = f"{LEVEL[style].label} {candidate.mark.number}"
        if order <= before:
            marked.report(candidate.at, f"{name} lặp lại, được giữ là nội dung")
            continue
        if order[0] > before[0] + 1 and not (new_part and style == "chapter"):
            marked.report(candidate.at, f"thiếu {LEVEL[style].label} trước {name}")
        accepted.append(candidate)
        reached[style] = order
        new_part = style == "part" or (new_part and style != "chapter")
        for lower_level in ("section", "subsection")[max(0, DIVISIONS.index(style) - 1) :]:
            if lower_level != style:
                reached.pop(lower_level, None)
    return accepted


def _report_articles(marked: MarkedText, articles: Sequence[Opening], rejected: Sequence[Opening]) -> None:
    for article in articles:
        marked.end_quotation(article.at)
        if not article.mark.certain:
            written = f"“{excerpt(marked.text(article.at))}”"
            what = f"tiêu đề {written}" if article.mark.end else f"mất dòng tiêu đề, nội dung từ {written}"
            marked.report(article.at, f"{what} được đọc là Điều {article.mark.number}")
    for before, after in gaps(articles):
        if before.mark.order != after.mark.order:
            marked.report(after.at, f"thiếu tiêu đề giữa Điều {before.mark.number} và Điều {after.mark.number}")
    kept = {article.at for article in articles}
    for candidate in rejected:
        if candidate.at not in kept:
            marked.report(candidate.at, f"Điều {candidate.mark.number} không nối tiếp, được giữ là nội dung")


def _has_text(marked: MarkedText, begin: int, end: int) -> bool:
    return any(marked.text(i).strip() for i in range(begin, end))
