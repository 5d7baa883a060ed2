"""`check`: what is wrong with the citations of a file."""

import argparse
from pathlib import Path

from kb import views
from kb.catalogue import MACHINE_READ
from kb.commands.common import Commands, add_command, day, print_json, published
from kb.errors import one_file
from kb.language.text import printable
from kb.materials.checking import Severity, check
from kb.materials.material import cite_material, read_material


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Kiểm tra viện dẫn trong một tệp: có thật, đúng và còn hiệu lực không"
    added = add_command(commands, "check", run, summary, "date", "json")
    added.add_argument("file", type=Path, metavar="TỆP")


def run(options: argparse.Namespace) -> int:
    """Print the findings; 1 where any is an error."""
    generation, material = published(options), read_material(options.file)
    with one_file(printable(str(options.file))):
        references = cite_material(generation, material, options.as_of)
        checked = check(generation, material.text, references, day(options), is_recognized=material.is_recognized)
    errors = sum(finding.severity == Severity.ERROR for finding in checked.findings)
    if options.json:
        print_json(views.findings_json(checked))
        return int(errors > 0)
    if checked.recognized:
        print(f"Tệp là bản {MACHINE_READ}: chữ, số và ngày có thể sai, hãy đối chiếu với bản gốc")
    unit = "dòng" if material.is_text else "đoạn"
    for finding in checked.findings:
        words = " ".join(finding.text.split())
        print(f"{unit} {finding.line}: {finding.severity.label.upper()}: “{words}”: {finding.message}")
    print(f"{checked.citations} viện dẫn, {errors} lỗi")
    if checked.unknown:
        print(f"{checked.unknown} viện dẫn chưa kiểm tra được: kho không có thông tin về văn bản")
    for one in checked.suggestions:
        print(f"{unit} {one.line}: chưa viện dẫn; có thể viện dẫn {one.label} ({one.status.word.badge})")
    return int(errors > 0)
