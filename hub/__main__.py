"""`python -m hub`: the command line, where the `hub` script is not installed."""

import sys

from hub.cli import main

if __name__ == "__main__":
    sys.exit(main())
