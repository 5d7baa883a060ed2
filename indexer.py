"""The command line of Viện Dẫn: `python indexer.py build | search | show | cite | check | link | fetch | status | doctor …`."""

import runpy
import sys
from pathlib import Path

try:
    from kb.commands import main
except Exception as error:  # a package is missing, or Python is too old
    foundation = runpy.run_path(str(Path(__file__).resolve().parent / "kb" / "doctor" / "foundation.py"))
    main = foundation["main_without_program"](error)

if __name__ == "__main__":
    sys.exit(main())
