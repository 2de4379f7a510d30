#!/usr/bin/env bash
# `cmake --install` into an empty root: everything is in its place and works from there; a second time
# it leaves what the operator changed.
#   check_install.sh CMAKE BUILD_FOLDER
set -euo pipefail
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
install() { DESTDIR=$root "$1" --install "$2" --prefix /usr > "$root.log" 2>&1 || { cat "$root.log" >&2; exit 1; }; }
trap 'rm -rf "$root" "$root.log"' EXIT
install "$@"

for file in usr/bin/yagurad usr/bin/yagura \
    usr/lib/systemd/system/yagura.service usr/lib/systemd/system/yagura-syslog.socket \
    usr/lib/sysusers.d/yagura.conf usr/lib/tmpfiles.d/yagura.conf \
    etc/yagura/yagura.yaml etc/yagura/organisations.yaml etc/yagura/services.yaml \
    usr/share/yagura/rules usr/share/yagura/formats usr/share/doc/yagura/README.md; do
  [ -e "$root/$file" ] || { echo "missing: /$file" >&2; exit 1; }
done
grep -q '^ExecStart=/usr/bin/yagurad ' "$root/usr/lib/systemd/system/yagura.service"
# Nothing remembers where it was built or staged.
! grep -rIl -e "$root" -e "$2" "$root/etc" "$root/usr/lib" "$root/usr/share" ||
  { echo "files above name the build" >&2; exit 1; }

"$root/usr/bin/yagurad" --check-config --config "$root/etc/yagura/yagura.yaml"
"$root/usr/bin/yagura" rules check "$root/usr/share/yagura/rules" > "$root.log" || { tail "$root.log" >&2; exit 1; }

# The account and the folders, made by the tools that make them on a machine.
if [ "$(id -u)" -eq 0 ]; then
  systemd-sysusers --root="$root" yagura.conf
  grep -q '^yagura:' "$root/etc/passwd"
  systemd-tmpfiles --root="$root" --create yagura.conf
  account=$(sed -n 's/^yagura:[^:]*:\([0-9]*\):\([0-9]*\):.*/\1:\2/p' "$root/etc/passwd")
  [ "$(stat -c '%a %u:%g' "$root/var/lib/yagura")" = "700 $account" ]
  [ "$(stat -c '%a %u:%g' "$root/etc/yagura/credentials")" = "700 0:0" ]
fi

# An upgrade: the operator's file stays, the new one lies beside it, what was left alone stays too.
echo "# the operator's" >> "$root/etc/yagura/yagura.yaml"
cp "$root/etc/yagura/yagura.yaml" "$root.kept"
trap 'rm -rf "$root" "$root.log" "$root.kept"' EXIT
echo "changed" >> "$root/usr/lib/systemd/system/yagura.service"
install "$@"
cmp "$root/etc/yagura/yagura.yaml" "$root.kept"
[ -e "$root/etc/yagura/yagura.yaml.new" ]
[ ! -e "$root/etc/yagura/services.yaml.new" ]
! grep -q '^changed' "$root/usr/lib/systemd/system/yagura.service"

# Taking it away by the manifest leaves configuration and state, and nothing else.
sed "s|^|$root|" "$2/install_manifest.txt" | tr '\n' '\0' | xargs -0 rm -f
left=$(cd "$root" && find . -type f ! -path './etc/*' ! -path './var/*' ! -path './usr/share/*/empty')
[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }
[ -e "$root/etc/yagura/yagura.yaml" ]
