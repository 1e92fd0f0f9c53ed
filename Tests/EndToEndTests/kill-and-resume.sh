#!/usr/bin/env bash
# The same bytes from every way to run a pipeline: straight through; with 1, 2 and 4 workers; with 512 MiB;
# and killed (SIGKILL) at random moments, again and again until it is finished.
#
#     Tests/EndToEndTests/kill-and-resume.sh BINARY PIPELINE [COUNT] [RUN OPTIONS…]
#
# COUNT killed runs (default 25). Prints a row per run: its kills, the digest of 'sluice verify' and a SHA-256
# of our own over documents, dropped, signals, tokens and checkpoint (times, logs, markers and engine files are
# left out). Status 0 when every row agrees with the straight run, 1 otherwise. SEED=n chooses the moments.
set -euo pipefail

binary=$(realpath "$1")
pipeline=$2
count=${3:-25}
options=("${@:4}")
RANDOM=${SEED:-1}
work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-kill.XXXXXX")
trap 'rm -rf "$work"' EXIT
failures=0

run() { # FOLDER [OPTIONS…]: a run or its continuation; 2 (damaged records skipped) is success too
  "$binary" run "$pipeline" --output "$1" --quiet "${options[@]}" "${@:2}" >"$work/log" 2>&1 || {
    local status=$?
    [ "$status" -eq 2 ] || return "$status"
  }
}

sums() { # FOLDER: one SHA-256 over the sums of all files the user keeps
  (
    cd "$1"
    for top in documents dropped signals tokens checkpoint; do
      if [ -d "$top" ]; then find "$top" -type f; fi
    done | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
  )
}

now() { date +%s%3N; }

row() { # NAME FOLDER KILLS MILLISECONDS: compares with the straight run, which comes first
  local digest own verdict=same
  digest=$("$binary" verify "$2" 2>>"$work/log") || digest="not whole"
  own=$(sums "$2")
  if [ -z "${straight_digest:-}" ]; then
    straight_digest=$digest
    straight_own=$own
    verdict=reference
  fi
  if [ "$digest" != "$straight_digest" ] || [ "$own" != "$straight_own" ] || [ "$digest" = "not whole" ]; then
    verdict=DIFFERS
    failures=$((failures + 1))
  fi
  printf '%-16s %5d %7d.%d  %.16s  %.16s  %s\n' "$1" "$3" $(($4 / 1000)) $(($4 % 1000 / 100)) \
    "$digest" "$own" "$verdict"
}

straight() { # NAME [OPTIONS…]
  local start
  start=$(now)
  run "$work/run" "${@:2}" || { cat "$work/log" >&2; echo "$1: status $?" >&2; exit 1; }
  milliseconds=$(($(now) - start))
  row "$1" "$work/run" 0 "$milliseconds"
  rm -rf "$work/run"
}

killed() { # NUMBER: killed at least once, at moments spread evenly over the length of a straight run
  local start kills=0 process delay status
  start=$(now)
  while :; do
    "$binary" run "$pipeline" --output "$work/run" --quiet "${options[@]}" >"$work/log" 2>&1 &
    process=$!
    delay=$(((RANDOM * 32768 + RANDOM) % length))
    sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
    kill -KILL "$process" 2>/dev/null || true
    status=0
    wait "$process" 2>/dev/null || status=$?
    case $status in
      137) kills=$((kills + 1)) ;;
      0 | 2) # It was faster: that proves something only after a kill.
        if [ "$kills" -gt 0 ]; then break; fi
        rm -rf "$work/run"
        start=$(now)
        ;;
      *)
        cat "$work/log" >&2
        echo "killed $1: status $status after $kills kills" >&2
        exit 1
        ;;
    esac
  done
  row "killed $1" "$work/run" "$kills" $(($(now) - start))
  rm -rf "$work/run"
}

printf '%-16s %5s %9s  %-16s  %-16s\n' run kills seconds verify sha256
straight straight
length=$((milliseconds > 20 ? milliseconds : 20))
for workers in 1 2 4; do straight "$workers workers" --workers "$workers"; done
straight "512M" --memory 512M
for number in $(seq "$count"); do killed "$number"; done

if [ "$failures" -gt 0 ]; then
  echo "$failures runs differ from the straight one"
  exit 1
fi
echo "all runs agree: $straight_digest"
