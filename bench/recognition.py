"""How well scans are recognized: pages of a PDF whose text is known, printed as pictures, against that text.

    python -m bench.recognition [FILE.pdf] [PAGES]

Prints, for pictures of 200 dots an inch, clean and worn (askew by half a degree, specks, faint): the share of the syllables of
the text that were read as they are, in order; the same of numbers; seconds a page.
"""

import math
import random
import sys
import time
import zlib
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from numpy.typing import NDArray

from kb.law.model import Reading
from kb.readers import FOR_BUILD, documents_in, read_bytes

_SHARED = Path(__file__).parents[2] / "shared"
_FILE = _SHARED / "corpus" / "nd-150-2026" / "nghi-dinh-so-150-2026-nd-cp-469522.pdf"
_DOTS = 200  # an inch


def main() -> None:
    """Measure, and print a line for each kind of picture."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else _FILE
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    known = pypdfium2.PdfDocument(path.read_bytes())
    chosen, saved = pypdfium2.PdfDocument.new(), BytesIO()
    chosen.import_pages(known, list(range(min(count, len(known)))))
    chosen.save(saved)
    text = _words(read_bytes(saved.getvalue(), "a.pdf"))
    for kind in ("clean", "worn"):
        pictures = [_picture(page, kind) for page in chosen]
        began = time.monotonic()
        (reading,) = documents_in(_pdf(pictures), "scan.pdf", FOR_BUILD)
        seconds = (time.monotonic() - began) / len(pictures)
        if not isinstance(reading, Reading):
            print(kind, reading)
            continue
        read = _words(reading)
        numbers = [word for word in text if any(map(str.isdigit, word))]
        in_numbers = [word for word in read if any(map(str.isdigit, word))]
        print(f"{kind}: syllables {_share(text, read):.3f}, numbers {_share(numbers, in_numbers):.3f}, {seconds:.1f} s a page")


def _words(reading: Reading) -> list[str]:
    return [word for paragraph in reading.paragraphs for word in paragraph.text.split()]


def _share(known: list[str], read: list[str]) -> float:
    matcher = SequenceMatcher(None, known, read, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(len(known), 1)


def _picture(page: pypdfium2.PdfPage, kind: str) -> NDArray[np.uint8]:
    """The page in grey."""
    pixels = np.asarray(page.render(scale=_DOTS / 72, grayscale=True).to_numpy(), np.uint8)
    pixels = pixels.reshape(pixels.shape[:2])
    return pixels if kind == "clean" else _worn(pixels)


def _worn(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture as an old copy has it."""
    chance = np.random.default_rng(random.Random(1).randrange(2**32))
    slope = math.tan(math.radians(0.5))
    askew = np.stack([np.roll(column, int(x * slope)) for x, column in enumerate(pixels.T)]).T
    faint = 90 + askew.astype(np.float64) * 150 / 255 + chance.normal(0, 18, askew.shape)
    faint[chance.random(askew.shape) < 0.002] = 30
    return np.clip(faint, 0, 255).astype(np.uint8)


def _pdf(pictures: list[NDArray[np.uint8]]) -> bytes:
    """A PDF of these pictures, a page each."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    for pixels in pictures:
        height, width = pixels.shape
        size = f"{width * 72 / _DOTS:.1f} {height * 72 / _DOTS:.1f}"
        wide, high = size.split()
        first = len(objects) + 1
        resources = f"<</XObject<</I {first + 2} 0 R>>>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Resources{resources}/Contents {first + 1} 0 R>>".encode()
        )
        shown = f"q {wide} 0 0 {high} 0 0 cm /I Do Q".encode()
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown))
        packed = zlib.compress(pixels.tobytes())
        picture = f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceGray/Filter"
        objects.append(f"{picture}/FlateDecode/Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream")
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pictures)))
    objects[1] = f"<</Type/Pages/Count {len(pictures)}/Kids[{kids}]>>".encode()
    data, offsets = b"%PDF-1.4\n", []
    for key, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (key, body)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer <</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


if __name__ == "__main__":
    main()
