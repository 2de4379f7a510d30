#!/usr/bin/env bash
# That the filter of run_filtered is there: it kills for what the unit forbids, and for nothing else.
#   check_filter.sh RUN_FILTERED ALLOWED
set -uo pipefail
killed=159  # 128 + SIGSYS
failed=0
expect() {
  "$1" "$2" --probe "$3" >/dev/null 2>&1
  local code=$?
  if [ "$code" -ne "$4" ]; then
    echo "probe $3: exit code $code instead of $4" >&2
    failed=1
  fi
}
expect "$1" "$2" allowed 0
for probe in write-and-run run-what-was-written packets netlink mount namespace owner; do
  expect "$1" "$2" "$probe" "$killed"
done
"$1" /dev/null /bin/true 2>/dev/null
[ $? -eq 125 ] || { echo "an empty list was taken for a filter" >&2; failed=1; }
exit "$failed"
