"""`check`: what is wrong with the citations of a file."""

import argparse
from pathlib import Path

from kb import views
from kb.catalogue import MACHINE_READ
from kb.commands.common import Commands, add_command, day, print_json, published
from kb.errors import one_file
from kb.language.text import printable
from kb.law.dates import write_date
from kb.law.results import REVIEW, CheckResult, told
from kb.materials.checking import Checked, check
from kb.materials.material import about, cite_material, day_of, read_material

SOMETHING_WRONG = 4


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Kiểm tra viện dẫn trong một tệp: có thật, đúng và còn hiệu lực không"
    added = add_command(commands, "check", run, summary, "date", "json")
    added.add_argument("file", type=Path, metavar="TỆP")


def run(options: argparse.Namespace) -> int:
    """Print the findings; 4 where any is wrong. The day is that of --as-of, or the file's own, or today."""
    generation, material = published(options), read_material(options.file)
    with one_file(printable(str(options.file))):
        on = day(options, day_of(generation, material))
        references = cite_material(generation, material, options.as_of)
        checked = check(generation, material.text, references, on, about(generation, material))
    wrong = checked.counts[CheckResult.WRONG]
    if options.json:
        print_json(views.findings_json(checked))
        return SOMETHING_WRONG if wrong else 0
    if checked.recognized:
        print(f"Tệp là bản {MACHINE_READ}: chữ, số và ngày có thể sai, hãy đối chiếu với bản gốc")
    unit = "dòng" if material.is_text else "đoạn"
    _print_findings(checked, unit)
    review = f" · {checked.to_review} {REVIEW}" if checked.to_review else ""
    print(f"{len(checked.findings)} viện dẫn, xét tại ngày {write_date(on)}: {told(checked.counts)}{review}")
    for one in checked.suggestions:
        print(f"{unit} {one.line}: chưa viện dẫn; có thể viện dẫn {one.label} ({one.status.word.badge})")
    return SOMETHING_WRONG if wrong else 0


def _print_findings(checked: Checked, unit: str) -> None:
    """Print what is not right, and what is to be looked at, a line each; and what of the file was not checked."""
    for finding in checked.findings:
        words = f"{unit} {finding.line}: {{}}: “{' '.join(finding.text.split())}”: {{}}"
        if finding.result != CheckResult.RIGHT:
            _print(words.format(finding.result.row.label.upper(), finding.message), finding.suggestion)
        for remark in finding.remarks:
            label = remark.result.row.label if remark.result else REVIEW
            _print(words.format(label.upper(), remark.message), remark.suggestion)
    for body in checked.bodies:
        _print(f"{unit} {body.line}: {REVIEW.upper()}: “{' '.join(body.text.split())}”: {body.message}", body.suggestion)
    for one in checked.not_checked:
        print(f"{CheckResult.UNCHECKED.row.label}: {f'“{one.text}”, ' if one.text else ''}{one.reason}")


def _print(line: str, suggestion: str) -> None:
    print(f"{line}; nên viết: {suggestion}" if suggestion else line)
