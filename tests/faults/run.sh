#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Yagura authors
# SPDX-License-Identifier: Apache-2.0
# Every fault, many times, beside rsyslog; prints the table of README. As root, with fiu-utils,
# xfsprogs, rsyslog and rsyslog-relp installed; what lacks is shown as skipped.
#   tests/faults/run.sh [--rounds N] [--preset NAME]    N kills (200), N/4 power cuts, and so on
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=200
preset=release
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    --preset) preset=$2; shift 2 ;;
    *) sed -n '4,6s/^# *//p' "$0" >&2; exit 2 ;;
  esac
done
program=build/$preset/tests/faults/yagura_faults

# 25 rounds in one state directory at most: a start reads the journal again, which grows.
faults() {
  local name=$1 count=$(($2 > 0 ? $2 : 1))
  shift 2
  local runs=$(((count + 24) / 25))
  "$program" "$name" --runs $runs --rounds $(((count + runs - 1) / runs)) "$@" || code=$?
  if [ "${code:-0}" != 0 ] && [ "$code" != 77 ]; then
    failed=1
  fi
  code=0
}

failed=0
echo "| fault | of | hit | acknowledged | of these lost | kept twice | plain TCP lost | incidents | longest start | resumes within |"
echo "|---|---|---|---|---|---|---|---|---|---|"
faults kill "$rounds"
faults power-cut $((rounds / 4))
faults terminate $((rounds / 10))
faults sent-twice $((rounds / 50))
faults disk-full $((rounds / 20))
faults no-inodes $((rounds / 50))
faults no-descriptors $((rounds / 50))
faults store-locked 1 --hold 30
faults store-damaged $((rounds / 10))
faults checkpoint-damaged $((rounds / 10))
faults upgraded 1
faults sync-fails $((rounds / 10))
faults write-fails $((rounds / 10))
# Others are measured, not judged.
judged=$failed
for other in rsyslog-memory rsyslog-disk; do
  faults kill $((rounds / 8)) --subject $other 2> /dev/null
  faults power-cut $((rounds / 8)) --subject $other 2> /dev/null
done
exit "$judged"
