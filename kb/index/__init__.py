"""The search index behind a small protocol: what is indexed (`Unit`), and an engine that builds and ranks.

Whoosh is the engine of one machine; one for many machines can join beside it.
"""

from kb.index.analysis import Term, analyze, other_names, term_key
from kb.index.beginnings import begins, without_tones
from kb.index.compiled import Part
from kb.index.engine import Answer, Correction, Engine, Headed, Question, Ranked, Unit
from kb.index.repeats import Repeats
from kb.index.segments import Segment
from kb.index.units import title_of, units
from kb.index.whoosh_engine import EngineError, WhooshEngine

__all__ = [
    "Answer",
    "Correction",
    "Engine",
    "EngineError",
    "Headed",
    "Part",
    "Question",
    "Ranked",
    "Repeats",
    "Segment",
    "Term",
    "Unit",
    "WhooshEngine",
    "analyze",
    "begins",
    "other_names",
    "term_key",
    "title_of",
    "units",
    "without_tones",
]
