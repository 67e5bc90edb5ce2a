#!/usr/bin/env bash
# Assess every bundled project: tools/assess_samples.sh PATH-OF-CCER
# A project that the law refuses (exit code 1) is a result like any other; exit code 2 is a fault and fails the run.
set -u

ccer=$1
results=build/results
faults=0
assessed=0
for project in samples/*/project.yaml; do
    [ -e "$project" ] || break
    name=$(basename "$(dirname "$project")")
    mkdir -p "$results/$name"
    printf '\n── %s\n' "$name"
    code=0
    "$ccer" assess "$(dirname "$project")" --brief --out "$results/$name" || code=$?
    assessed=$((assessed + 1))
    if [ "$code" -gt 1 ]; then
        faults=$((faults + 1))
        printf '出错（退出码 %s） / fault (exit code %s): %s\n' "$code" "$code" "$project" >&2
    fi
done
if [ "$assessed" -eq 0 ]; then
    echo 'samples/ 中没有项目 / there is no project under samples/' >&2
    exit 2
fi
printf '\n%s 个项目，结果在 %s/<项目>/ / %s projects, results in %s/<project>/\n' "$assessed" "$PWD/$results" "$assessed" "$PWD/$results"
[ "$faults" -eq 0 ] || exit 2
