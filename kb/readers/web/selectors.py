"""The selectors of style sheets: which are read, how much they weigh, and which a browser may not know."""

import re

PSEUDO_ELEMENT = re.compile(r"::?(before|marker|after|first-line|first-letter)\Z|::[\w-]+(?:\([^)]*\))?\Z", re.IGNORECASE)
_SIMPLE = ":(?:(?:first|last|only)-(?:child|of-type)|root|empty)"
# A selector whose match takes a time that does not grow with the page: no :has, :nth-child, ~.
SELECTOR = re.compile(rf"(?:[\w\-.#*\s>+]|\[[^\[\]]*\]|:(?:not|is|where)\((?:[\w\-.#*\s,]|{_SIMPLE})*\)|{_SIMPLE})+")
STATE = re.compile(r":(?:hover|focus|active|visited|target|checked|disabled|enabled|invalid|valid)", re.IGNORECASE)
WEIGHTS = (
    re.compile(r"#[\w-]"),
    re.compile(r"\.[\w-]|\[|:(?!not|is|where)"),
    re.compile(r"(?:^|[\s>+(])[a-z]", re.IGNORECASE),
)
LAST_COMPOUND = re.compile(r"(?:[^\s>+\[(]|\[[^\[\]]*\]|\([^()]*\))+\Z")
_PSEUDO = re.compile(r"\[[^\[\]]*\]|::?(-?[a-z][\w-]*)|:", re.IGNORECASE)
_KNOWN = re.compile(
    r"active|after|any-link|autofill|backdrop|before|checked|cue|default|defined|dir|disabled|empty|enabled|file-selector-button"
    r"|(?:first|last|only)-(?:child|of-type)|first|first-letter|first-line|focus|focus-visible|focus-within|fullscreen|has|host"
    r"|hover|in-range|indeterminate|invalid|is|lang|left|link|marker|modal|not|nth-(?:last-)?(?:child|of-type)|open|optional"
    r"|out-of-range|part|picture-in-picture|placeholder|placeholder-shown|popover-open|read-only|read-write|required|right|root"
    r"|scope|selection|slotted|target|user-invalid|user-valid|valid|visited|where|-webkit-.+",
    re.IGNORECASE,
)


def is_known(selector: str) -> bool:
    """Whether a selector is one to browsers: not empty, with no pseudo-class or pseudo-element that CSS has not."""
    names = [match[1] for match in _PSEUDO.finditer(selector) if match[0][0] == ":"]
    return bool(selector) and all(name and _KNOWN.fullmatch(name) for name in names)
