#!/usr/bin/env bash
# From a fresh clone to three incidents and a council report: installs what is needed, builds the
# release, starts yagurad on loopback with a state directory of its own, replays days of the 20
# organisations, and shows what came of it. The daemon goes on running; `deploy/demo.sh stop` ends it.
#   DEMO_SECONDS=60  how long the replay takes
set -euo pipefail
cd "$(dirname "$0")/.."

config=config/demo.yaml
run=demo-run
bin=build/release/daemon/app
seconds=${DEMO_SECONDS:-60}

stop_daemon() {
  local pid
  pid=$(cat "$run/yagurad.pid" 2>/dev/null || true)
  if [ -n "$pid" ] && kill -TERM "$pid" 2>/dev/null; then
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
  rm -f "$run/yagurad.pid"
}

if [ "${1:-}" = stop ]; then
  stop_daemon
  echo "yagurad is stopped; its state stays in $run/."
  exit 0
fi

deploy/install-dependencies.sh build run

echo "Building the release (the first time takes some minutes; the output is in build/demo-build.log)"
mkdir -p build
if ! { cmake --preset release -DYAGURA_TESTS=OFF && cmake --build --preset release -j "$(nproc)"; } \
     > build/demo-build.log 2>&1; then
  tail -n 40 build/demo-build.log >&2
  exit 3
fi

stop_daemon
rm -rf "$run"
mkdir -p "$run"
nohup "$bin/yagurad" --config "$config" > "$run/yagurad.log" 2>&1 < /dev/null &
echo $! > "$run/yagurad.pid"
if ! "$bin/yagura" status --config "$config" --wait 30; then
  tail -n 20 "$run/yagurad.log" >&2
  exit 3
fi

echo "Alerts as an analyst sees them (yagura tail):"
"$bin/yagura" tail --config "$config" --after 0 &
tail_pid=$!
trap 'kill "$tail_pid" 2>/dev/null || true' EXIT
"$bin/yagura" replay --config "$config" --duration "$seconds" \
  tests/scenarios/inc1-hosting tests/scenarios/inc2-certificates tests/scenarios/ransomware
sleep 1  # let the last lines of the tail be printed
kill "$tail_pid" 2>/dev/null || true
wait "$tail_pid" 2>/dev/null || true
trap - EXIT

echo
"$bin/yagura" incidents list --config "$config"
"$bin/yagura" report council --config "$config" --format markdown --output "$run/council.md"
"$bin/yagura" report council --config "$config" --format html --output "$run/council.html"
echo
sed -n '/^## 前回会議後/,/^## 概要/p' "$run/council.md" | grep -v -e '^```' -e '^## 概要'
cat <<EOF

The council report:  $run/council.md  $run/council.html
One incident:        $bin/yagura incidents show ID --config $config
The raw log:         zstdcat $run/journal/*.zst | less
Is it well:          $bin/yagura status --config $config
Stop the daemon:     deploy/demo.sh stop
EOF
