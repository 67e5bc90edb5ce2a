#!/usr/bin/env bash
# Assess every bundled project, one on each processor: tools/assess_samples.sh PATH-OF-CCER
# A project that the law refuses (exit code 1) is a result like any other; exit code 2, or no receipt, is a fault and fails the run.
set -u

ccer=$1
results=build/results
began=$(date +%s)
faults=0
names=()
running=()

for project in samples/*/project.yaml; do
    [ -e "$project" ] || break
    names+=("$(basename "$(dirname "$project")")")
done
if [ "${#names[@]}" -eq 0 ]; then
    echo 'samples/ 中没有项目 / there is no project under samples/' >&2
    exit 2
fi

# Results of a sample that is no longer there would stand in the table.
rm -rf "$results"

# What one project says goes to a file of its own, so that two at work do not talk at once.
printed=$(mktemp -d)
trap 'rm -rf "$printed"' EXIT
assess() {
    mkdir -p "$results/$1"
    rm -f "$results/$1/receipt.json"
    code=0
    "$ccer" assess "samples/$1" --brief --out "$results/$1" >"$printed/$1" 2>&1 || code=$?
    echo "$code" >"$printed/$1.code"
}

processors=$(nproc 2>/dev/null || echo 2)
shown=0
show() {
    name=${names[$shown]}
    wait "${running[$shown]}"
    printf '\n── %s\n' "$name"
    cat "$printed/$name"
    code=$(cat "$printed/$name.code")
    if [ "$code" -gt 1 ] || [ ! -s "$results/$name/receipt.json" ]; then
        faults=$((faults + 1))
        printf '出错（退出码 %s） / fault (exit code %s): %s\n' "$code" "$code" "samples/$name" >&2
    fi
    shown=$((shown + 1))
}
for place in "${!names[@]}"; do
    if [ "$((place - shown))" -ge "$processors" ]; then
        show
    fi
    assess "${names[$place]}" &
    running+=("$!")
done
while [ "$shown" -lt "${#names[@]}" ]; do
    show
done

printf '\n'
"$(dirname "$ccer")/python" tools/assess_table.py "$results"
count=${#names[@]}
took=$(($(date +%s) - began))
printf '\n%s 个项目，用时 %s 秒，结果在 %s/<项目>/ / %s projects in %s s, results in %s/<project>/\n' "$count" "$took" "$PWD/$results" "$count" "$took" "$PWD/$results"
[ "$faults" -eq 0 ] || exit 2
