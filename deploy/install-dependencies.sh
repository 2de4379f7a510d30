#!/usr/bin/env bash
# Installs the Debian packages of deploy/dependencies.txt for the uses named (default: build run).
# Does nothing, and needs no root, when all are there already.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
uses=("$@")
[ ${#uses[@]} -gt 0 ] || uses=(build run)

missing=()
while read -r package minimum use; do
  case "$package" in ''|'#'*) continue ;; esac
  case " ${uses[*]} " in *" $use "*) ;; *) continue ;; esac
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Version}' "$package" 2>/dev/null || true)
  if [ "${installed%% *}" != installed ] || dpkg --compare-versions "${installed#* }" lt "$minimum"; then
    missing+=("$package")
  fi
done < "$here/dependencies.txt"
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "run as root, or install sudo: packages are missing: ${missing[*]}" >&2; exit 3; }
  as_root=(sudo)
fi
echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
log=$(mktemp)
apt_options=(-qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" update &&
       "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "apt-get failed; its whole output is in $log" >&2
  exit 3
fi
rm -f "$log"
