#!/bin/sh
# The main job on real input: two Word drafts, a file of inspections, and a task from its entry to its closing,
# judged by the shipped packs.
# Prints in the language of the locale (LANG=zh_CN.UTF-8 make demo).
set -eu
cd "$(dirname "$0")/../.."

decide() {
    printf '\n$ policyrules decide %s\n\n' "$*"
    status=0
    policyrules decide "$@" || status=$?
    # 1 says that something was found, which is what a demo is for
    [ "$status" -le 1 ] || exit "$status"
}

examples=docs/examples
printf '== 一份合格的通知 · A notice in order\n'
decide policies/documents 文件 $examples/clean-draft.docx --set @$examples/clean-draft.facts.json

printf '\n== 一份照抄上级、层层加码的通知 · A notice copied from above, with more piled on\n'
decide policies/documents 文件 $examples/copied-draft.docx --set @$examples/copied-draft.facts.json

printf '\n== 十三项督检考 · Thirteen inspections\n'
decide policies/inspections 督检考 $examples/inspections.jsonl --partial --params policies/inspections/parameters.example.toml \
    --ledger 计划项=$examples/plan.jsonl --ledger 督检考=$examples/past.jsonl

printf '\n== 其中一条的来由 · What one rule says\n'
printf '\n$ policyrules explain policies/inspections IN-05\n\n'
policyrules explain policies/inspections IN-05

printf '\n== 一件督办事项，从立项到销号 · A task, from its entry to its closing\n'
sh $examples/errand.sh
