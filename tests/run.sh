#!/usr/bin/env bash
# Installs what is missing, then configures, builds and runs everything. The last line is ctest's.
#   tests/run.sh                 what every change must pass: format, asan, tsan, fuzz, release
#   tests/run.sh PRESET...       only these; also debug, coverage, and `tidy` for clang-tidy
set -euo pipefail
cd "$(dirname "$0")/.."
deploy/install-dependencies.sh build run test quality

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(format asan tsan fuzz release)
jobs=$(nproc)
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros

sources() { git ls-files -co --exclude-standard '*.cpp' '*.hpp'; }

for part in "${parts[@]}"; do
  echo "== $part"
  case "$part" in
    format)
      sources | xargs clang-format-16 --dry-run -Werror
      ;;
    tidy)
      cmake --preset debug >/dev/null
      sources | grep -E '^(daemon|parsers)/.*\.cpp$' |
        xargs -P "$jobs" -n 1 clang-tidy-16 -p build/debug --quiet --extra-arg=-Wno-unknown-warning-option
      ;;
    fuzz)  # the targets alone: clang need not compile what other presets test
      cmake --preset fuzz -DYAGURA_TESTS=ON >/dev/null
      cmake --build --preset fuzz -j "$jobs" --target fuzz_targets
      ctest --preset fuzz -R '^fuzz/'
      ;;
    *)
      cmake --preset "$part" -DYAGURA_TESTS=ON >/dev/null
      cmake --build --preset "$part" -j "$jobs"
      ctest --preset "$part"
      ;;
  esac
done
