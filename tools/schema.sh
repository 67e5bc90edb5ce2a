#!/usr/bin/env bash
# Writes the tables' first migration anew from the models. Only until the first release: after it, migrations are added, never rewritten.
set -eu
cd "$(dirname "$0")/.."
folder=src/ccer_platform/store/migrations
data=$(mktemp -d)
trap 'rm -rf "$data"; [ ! -e "$data.guards" ] || mv "$data.guards" "$folder/0002_guards.py"' EXIT
mv "$folder/0002_guards.py" "$data.guards"
rm -f "$folder/0001_tables.py"
CCER_DATA=$data .venv/bin/python -m ccer_platform makemigrations store --name tables -v 0 2>/dev/null
mv "$data.guards" "$folder/0002_guards.py"
.venv/bin/ruff check -q --fix "$folder"
.venv/bin/ruff format -q "$folder"
