#!/usr/bin/env bash
# The shipped unit, as systemd itself judges it: valid, and exposed no more than 1.5 of 10.
#   check_unit.sh UNIT YAGURAD
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# verify wants the program to be there, so the built one stands in for the installed one.
sed "s|^ExecStart=/usr/bin/yagurad|ExecStart=$2|" "$1" > "$folder/yagura.service"
systemd-analyze verify --man=no "$folder/yagura.service"
systemd-analyze security --offline=true --threshold=15 --no-pager "$folder/yagura.service" | tail -n 1
