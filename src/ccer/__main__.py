"""``python -m ccer`` is the command line."""

from .cli import main

main()
