"""The engines: each finds groups in its own way, behind the protocol of `kb.index.engine`."""

from collections.abc import Mapping

from kb.index.engine import EngineKind
from kb.index.engines.compiled import engine as compiled
from kb.index.engines.whoosh import engine as whoosh
from kb.index.weights import COMPILED_FROM

ENGINES: Mapping[str, EngineKind] = {"compiled": compiled, "whoosh": whoosh}


def engine_for(groups: int) -> str:
    """The name of the engine that suits an index of so many groups."""
    return "whoosh" if groups < COMPILED_FROM else "compiled"
