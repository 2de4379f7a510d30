#!/usr/bin/env bash
# The system calls that a unit's SystemCallFilter= leaves, one a line, as systemd reads it: what is
# always permitted and the groups named, less those behind '~', in the order of the lines.
#   allowed_system_calls.sh UNIT
set -euo pipefail

# Groups may name groups.
expand() {
  local line
  systemd-analyze syscall-filter --no-pager "$1" | tail -n +2 | sed 's/^ *//; /^#/d; /^$/d' |
    while read -r line; do
      case "$line" in @*) expand "$line" ;; *) echo "$line" ;; esac
    done
}
each() { for one in "$@"; do case "$one" in @*) expand "$one" ;; *) echo "$one" ;; esac; done; }

allowed=$(expand @default)
found=no
while IFS= read -r value; do
  found=yes
  case "$value" in
    '~'*) allowed=$(comm -23 <(sort -u <<<"$allowed") <(each ${value#\~} | sort -u)) ;;
    *) allowed+=$'\n'$(each $value) ;;
  esac
done < <(sed -n 's/^SystemCallFilter=//p' "$1")
[ "$found" = yes ] || { echo "$1 has no SystemCallFilter=" >&2; exit 1; }
sort -u <<<"$allowed"
