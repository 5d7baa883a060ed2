"""The time that reading PDF files takes, as a multiple of PDFium's own text pass: opening each page and taking its text.

Run: `python -m bench.pdf_time [FOLDER]`. Both are taken in turn, the best of several rounds of each counts.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pypdfium2  # type: ignore[import-untyped]

from kb.errors import UnreadableFile
from kb.readers.pdf import pdf

SHARED = Path(__file__).parents[2] / "shared"
_ROUNDS = 5
_FEWEST_PAGES = 3  # of a file that counts: less is mostly the cost of opening it


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the ratio of each file, and their median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SHARED)
    ratios = []
    for path in sorted(parser.parse_args(arguments).folder.rglob("*.pdf")):
        data = path.read_bytes()
        try:
            pages = _own_pass(data)
            pdf.read(data, path.name)
        except (UnreadableFile, pypdfium2.PdfiumError):
            continue
        if pages < _FEWEST_PAGES:
            continue
        own, ours = float("inf"), float("inf")
        for _ in range(_ROUNDS):
            own = min(own, _seconds(lambda data=data: _own_pass(data)))
            ours = min(ours, _seconds(lambda data=data, name=path.name: pdf.read(data, name)))
        ratios.append(ours / own)
        print(f"{ratios[-1]:6.2f}  {pages:4} pages  {1000 * ours / pages:6.2f} ms a page  {path.name}", flush=True)
    print(f"{median(ratios):6.2f}  median of {len(ratios)} files" if ratios else "no PDF with text")
    return 0


def _own_pass(data: bytes) -> int:
    """How many pages PDFium took the text of."""
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        return len(document)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    raise SystemExit(main())
