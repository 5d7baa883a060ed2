"""Pages of vbpl.vn since 2026 and answers of its gateway → records of a document, as the reader of records knows them.

A rendered page holds the text in an element of the class "preview-content" and says in JSON-LD which document it is; one that a
browser must fill first holds no text. The gateway answers with {"data": {"docNum", "documentContent": {"content"}, …}}.

Guarantees:
1. The text stands in the record as the site gives it, no character changed; a fact that the site does not give is left out.
2. What holds no text gives no record.
"""

import json
import re
from datetime import date
from typing import Any

_MARK = "preview-content"
_LINKED_DATA = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL)
# The facts of a record by their names in JSON-LD, and at the gateway.
_OF_PAGE = {
    "so_hieu": "legislationIdentifier",
    "loai_van_ban": "legislationType",
    "ngay_ban_hanh": "legislationDate",
    "ten_van_ban": "name",
}
_OF_ANSWER = {
    "so_hieu": "docNum", "loai_van_ban": "docType", "ngay_ban_hanh": "issueDate", "ten_van_ban": "title",
    "hieu_luc_tu": "effFrom", "trang_thai_hieu_luc": "effStatus", "co_quan_ban_hanh": "agencyName",
}  # fmt: skip


def record_of_page(page: str, item: str, address: str, today: date) -> dict[str, Any] | None:
    """The record of a page of an item; None where the page holds no text."""
    if f" {_MARK}" not in page and f'"{_MARK}' not in page:
        return None
    facts = next((found for text in _LINKED_DATA.findall(page) if (found := _legislation(text))), {})
    return _record(_named(facts, _OF_PAGE), page, item, address, today)


def record_of_answer(answer: str, item: str, address: str, today: date) -> dict[str, Any] | None:
    """The record of an answer of the gateway on an item; None where it is no such answer or holds no text."""
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    facts = data.get("data") if isinstance(data, dict) else None
    content = facts.get("documentContent") if isinstance(facts, dict) else None
    markup = content.get("content") if isinstance(content, dict) else None
    if not isinstance(facts, dict) or not isinstance(markup, str) or not markup.strip():
        return None
    return _record(_named(facts, _OF_ANSWER), markup, item, address, today)


def _legislation(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("@type") == "Legislation" else {}


def _named(facts: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    """The facts under the names of a record; of a value with a code, its name."""
    found = {name: facts.get(theirs) for name, theirs in names.items()}
    plain = {name: value.get("name") if isinstance(value, dict) else value for name, value in found.items()}
    return {name: value for name, value in plain.items() if isinstance(value, str) and value.strip()}


def _record(facts: dict[str, str], markup: str, item: str, address: str, today: date) -> dict[str, Any]:
    return {
        "doc_id": item,
        "thuoc_tinh": {"id": item, **facts, "url_chi_tiet": address},
        "noi_dung": {"id": item, "content_html": markup},
        "crawled_at": today.isoformat(),
    }
