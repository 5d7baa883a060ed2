"""Checks every document at hand on its own day, and lists what the check calls wrong or to be looked at, to be judged by hand.

    python -m bench.checks --data var [FILE|FOLDER ...]

Without a path: the texts of the base itself. With paths: the files there that hold a document with a day, or `--day`.
A finding on a real document that is wrong only in the eyes of the program is a false alarm: the aim is one in twenty documents.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb import readers
from kb.commands.common import typed_date
from kb.console import add_data_option
from kb.errors import KnowledgeBaseError
from kb.generation import Generation
from kb.law.results import REVIEW, CheckResult
from kb.materials.checking import About, Checked, Finding, check
from kb.materials.material import about, cite_material, day_of, read_material
from kb.published import Published


def of_files(generation: Generation, paths: list[Path], otherwise: date | None) -> Iterator[tuple[str, date | None, Checked]]:
    """What checking the files at `paths` comes to, each on its own day, or on `otherwise`: (path, day, outcome)."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if not file.is_file() or readers.form_of(file.name) is None:
                continue
            try:
                material = read_material(file)
                day = day_of(generation, material) or otherwise
                references = cite_material(generation, material)
                checked = check(generation, material.text, references, day or date.today(), about(generation, material))
            except KnowledgeBaseError as error:
                print(f"{file}: {error}")
                continue
            yield str(file), day, checked


def of_base(generation: Generation) -> Iterator[tuple[str, date | None, Checked]]:
    """What checking the texts of the base comes to, each on the day that it was issued: (id, day, outcome)."""
    for document in sorted(generation.with_text):
        day = generation.entry(document).issued
        tree = generation.tree(document, day) if day else None
        if day is None or tree is None:
            continue
        references = [citing.reference for citing in generation.references(document, day)]
        references = [replace(r, text=tree.text[r.start : r.end]) for r in references]
        yield document, day, check(generation, tree.text, references, day, About(tree, generation.is_recognized(document, day)))


def _lines(finding: Finding, *, review: bool) -> Iterator[str]:
    words = " ".join(finding.text.split())
    if finding.result == CheckResult.WRONG:
        yield f"  {finding.result} [{finding.reason}] {finding.line}: “{words}”: {finding.message} → {finding.suggestion}"
    for remark in finding.remarks:
        if remark.result == CheckResult.WRONG or (review and remark.result is None):
            yield f"  {remark.result or REVIEW} [{remark.reason}] {finding.line}: “{words}”: {remark.message}"


def main() -> None:
    """Run the checks, print the findings and their counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_option(parser)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--day", type=typed_date, default=None, help="the day of files that write none")
    parser.add_argument("--review", action="store_true", help="list also what is to be looked at")
    options = parser.parse_args()
    generation = Published(options.data).current()
    outcomes = of_files(generation, options.paths, options.day) if options.paths else of_base(generation)
    documents, results, reasons = 0, Counter[str](), Counter[str]()
    for name, day, checked in outcomes:
        documents += 1
        results.update({str(result): count for result, count in checked.counts.items()})
        results[REVIEW] += checked.to_review
        reasons.update(finding.reason for finding in checked.findings)
        if lines := [line for finding in checked.findings for line in _lines(finding, review=options.review)]:
            print(f"{name} ({day})", *lines, sep="\n")
    print(f"{documents} documents: {dict(results)}; {dict(reasons.most_common())}")


if __name__ == "__main__":
    main()
