"""The command line of Viện Dẫn: `python indexer.py build | search | show | cite | check | link | fetch | status | rollback`."""

import sys

from kb.commands import main

if __name__ == "__main__":
    sys.exit(main())
