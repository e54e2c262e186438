"""`python -m normtext`: the command line."""

from __future__ import annotations

from normtext.cli import main

if __name__ == "__main__":  # worker processes import this module again
    main()
