"""`python -m attune_ops_nb …` is `attune …`; without a word it is `attune ops`."""

import sys

from attune_ops_nb.cli import main

if __name__ == "__main__":
    sys.exit(main(default="ops"))
