# Sourced by bench.sh: how a scenario is timed and printed.

# The column of peak memory needs GNU time; without it CPU seconds come from the shell.
if [ -x /usr/bin/time ]; then timer=/usr/bin/time; else timer=; fi

# once COMMAND...: "CPU seconds, wall seconds, peak kilobytes" of one run, children included.
once() {
  local status=0
  if [ -n "$timer" ]; then
    "$timer" -q -o "$work/times" -f '%U %S %e %M' "$@" >/dev/null 2>"$work/errors" || status=$?
  else
    local TIMEFORMAT='%U %S %R 0'
    { time "$@" >/dev/null 2>"$work/errors"; } 2>"$work/times" || status=$?
  fi
  if [ $status -ne 0 ] && [ $status -ne 2 ]; then
    echo "bench: status $status from: $*" >&2
    cat "$work/errors" >&2
    return 1
  fi
  awk 'END { print $1 + $2, $3, $4 }' "$work/times"
}

# reported COMMAND...: the same, of a command that times itself and prints it.
reported() { "$@" 2>"$work/errors"; }

# scenario NAME COMMAND...: a line of the table, the median run by CPU time of $repeat runs.
# $prepare, when set, is run before each; $clock, when set, times it in place of `once`.
scenario() {
  local name=$1 run
  shift
  : >"$work/runs"
  for ((run = 0; run < repeat; run++)); do
    ${prepare:-true}
    "${clock:-once}" "$@" >>"$work/runs" || return
  done
  sort -n "$work/runs" | awk -v name="$name" -v bytes="$bytes" -v middle=$(((repeat + 1) / 2)) '
    { low = NR == 1 ? $1 : low; high = $1 }
    NR == middle { cpu = $1; wall = $2; peak = $3 }
    END {
      printf "%-34s %8.1f %9.2f %9.2f %9.1f %8s %6.0f%%\n", name, bytes / 1e6, cpu, wall,
        bytes / 1e6 / (cpu > 0 ? cpu : 0.01), peak ? sprintf("%.0f", peak * 1024 / 1e6) : "-",
        100 * (high - low) / (cpu > 0 ? cpu : 0.01)
    }'
}

# peer NAME WHAT ARGUMENTS...: a line for another tool (time-peers.py says which), of one run; without
# the tool, or where it fails, why there is none.
peer() {
  local name=$1 clock=reported repeat=1
  shift
  scenario "$name" "$PEERS_PYTHON" "$here/time-peers.py" "$@" ||
    echo "$name: no figure: $(tail -n 1 "$work/errors")"
}

heading() {
  printf '%-34s %8s %9s %9s %9s %8s %7s\n' scenario 'MB text' 'CPU s' 'wall s' 'MB/CPU s' 'peak MB' spread
}
