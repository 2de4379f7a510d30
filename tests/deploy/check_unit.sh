#!/usr/bin/env bash
# The shipped units, as systemd itself judges them: valid, and the service exposed no more than 1.5 of
# 10. A unit that is worse must fail, else nothing was judged.
#   check_unit.sh DEPLOY_FOLDER PROGRAM_FOLDER
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# verify wants the programs to be there, so the built ones stand in for the installed ones.
sed "s|=/usr/bin/|=$2/|" "$1/yagura.service" > "$folder/yagura.service"
cp "$1/yagura-syslog.socket" "$folder/"
# It follows what the units name; a complaint, even if only a warning, fails.
complaints=$(SYSTEMD_UNIT_PATH="$folder:" systemd-analyze verify --man=no \
  "$folder/yagura.service" "$folder/yagura-syslog.socket" 2>&1 | grep -F "$folder/" || true)
[ -z "$complaints" ] || { echo "$complaints" >&2; exit 1; }
systemd-analyze verify --man=no "$folder/yagura.service" "$folder/yagura-syslog.socket"

exposure() { systemd-analyze security --offline=true --threshold=15 --no-pager "$1"; }
exposure "$folder/yagura.service" | tail -n 1

mkdir "$folder/worse"
grep -v '^SystemCallFilter=\|^CapabilityBoundingSet=\|^ProtectSystem=' "$folder/yagura.service" \
  > "$folder/worse/yagura.service"
! exposure "$folder/worse/yagura.service" > /dev/null || { echo "a worse unit passed" >&2; exit 1; }
sed '/^ExecStart=/d' "$folder/yagura.service" > "$folder/worse/yagura.service"
! systemd-analyze verify --man=no "$folder/worse/yagura.service" 2> /dev/null ||
  { echo "a unit without a program passed" >&2; exit 1; }

# What drop-ins of deploy/README.md add is understood.
mkdir "$folder/yagura.service.d"
printf '[Service]\nLoadCredential=tls.key:/etc/yagura/credentials/tls.key\nIPAddressDeny=any\nIPAddressAllow=10.0.0.0/8 localhost\n' \
  > "$folder/yagura.service.d/site.conf"
systemd-analyze verify --man=no "$folder/yagura.service"
