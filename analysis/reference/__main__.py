"""`python -m analysis.reference` writes the pages below docs/reference."""

import sys

from analysis.reference.pages import write_pages

if __name__ == "__main__":
    for path in write_pages():
        sys.stdout.write(f"{path}\n")
