#!/bin/sh
# 1-3-7-1-0: a supervised task (督办件) from its entry to its closing, in a ledger of its own: deployed within a day,
# reported within three, an ordinary matter settled within seven, closed only after somebody else has verified it.
set -eu
cd "$(dirname "$0")/../.."
pack=policies/supervision
task=docs/examples/errand.json
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

admit() {
    day=$1
    shift
    printf '\n$ policyrules admit %s 督办件 %s --ledger sqlite:///ledger.db --on %s %s\n\n' "$pack" "$task" "$day" "$*"
    status=0
    policyrules admit $pack 督办件 $task --ledger "sqlite:///$folder/ledger.db" --on "$day" "$@" || status=$?
    [ "$status" -le 1 ] || exit "$status"
}

printf '== 立项、交办 · Entered, assigned\n'
admit 2026-03-01
admit 2026-03-02 --revise --set 状态=交办

printf '\n== 第四天，还没有部署、反馈 · On the fourth day: neither deployed nor reported\n'
printf '\n$ policyrules decide … --on 2026-03-06\n\n'
policyrules decide $pack 督办件 $task --set 状态=交办 --ledger "sqlite:///$folder/ledger.db" --on 2026-03-06 || [ $? -le 1 ]

printf '\n== 办理、申请办结，没有核实就销号 · Worked on, applied for, and closed unverified\n'
done='--set 部署日期=2026-03-03 --set 反馈日期=2026-03-05 --set 落实日期=2026-03-06'
# shellcheck disable=SC2086  # several options
admit 2026-03-05 --revise --set 状态=办理 --set 部署日期=2026-03-03 --set 反馈日期=2026-03-05
# shellcheck disable=SC2086
admit 2026-03-06 --revise --set 状态=申请办结 $done
# shellcheck disable=SC2086
admit 2026-03-07 --revise --set 状态=销号 $done

printf '\n== 核实以后销号 · Closed once verified\n'
# shellcheck disable=SC2086
admit 2026-03-08 --revise --set 状态=销号 $done --set 核实日期=2026-03-08 --set 核实单位=市委督查室 --set 满意=是
