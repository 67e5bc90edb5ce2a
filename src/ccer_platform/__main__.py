"""Django's own commands: ``python -m ccer_platform makemigrations``."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccer_platform.settings")
execute_from_command_line(["python -m ccer_platform", *sys.argv[1:]])
