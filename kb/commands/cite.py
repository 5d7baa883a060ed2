"""`cite`: every citation in a file, resolved."""

import argparse
from pathlib import Path

from kb import views
from kb.commands.common import Commands, add_command, print_json, published
from kb.materials.material import cite_file


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "cite", run, "Liệt kê mọi viện dẫn trong một tệp", "json")
    added.add_argument("file", type=Path, metavar="TỆP")


def run(options: argparse.Namespace) -> None:
    """Print the citations, by start."""
    found = cite_file(published(options), options.file)
    if options.json:
        print_json(views.citations_json(found))
        return
    print(f"{len(found)} viện dẫn")
    for reference in found:
        target = f"{reference.label} [{reference.resolution.row.label}]".lstrip()
        print(f"  {reference.start}–{reference.end}  {' '.join(reference.text.split())}  →  {target}")
        if reference.note:
            print(f"      {reference.note}")
