#!/bin/bash
# near-duplicates.sh BINARY CORPUS: times near-duplicate removal beside datatrove and rensa, phase by phase.
#
# CORPUS is a folder of C4-style .json.gz shards. A round runs sluice, the other tools, and sluice again, so that
# a machine that gets busier favours nobody; figures are CPU seconds of whole processes, the ratios those of one
# round, and the last lines medians over the rounds. MB is 10^6 bytes of text.
#
# sluice runs as tasks of a plan, one process a phase, on one thread, with the defaults: verified pairs, survivors
# and dropped documents written at zstd level 1. `decide` is everything up to the decision which documents to drop
# (read, signature, exchange, verified, clusters); `write` reads the shards again and writes them. rensa only
# decides; datatrove writes survivors as gzip. What is written is counted against sluice in the one ratio and left
# out in the other.
#
#   REPEAT=3         rounds
#   PEERS_PYTHON=    a Python that has datatrove, or rensa and orjson, or all of them; without, only sluice is timed
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:?usage: near-duplicates.sh BINARY CORPUS}")
corpus=$(realpath "${2:?usage: near-duplicates.sh BINARY CORPUS}")
PEERS_PYTHON=${PEERS_PYTHON:+$(realpath -s "$PEERS_PYTHON")}
work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$here/measure.sh"
cd "$work"
mkdir corpus
ln -s "$corpus"/*.json.gz corpus/
shards=(corpus/*.json.gz)
"$binary" inspect corpus --json >inspected.json || [ $? -eq 2 ]
sum() { grep -o "\"$1\":[0-9]*" inspected.json | awk -F: '{ s += $2 } END { print s }'; }
bytes=$(sum bytes)
printf 'name: near-duplicates\nsources:\n  web: { files: corpus/*.json.gz }\nstages:\n  - deduplicate: { method: minhash }\n' \
  >run.yaml

# phase NAME TASKS: CPU seconds of a phase of the plan in `output`.
phase() { once "$binary" task --plan output/plan.json --phase "$1" --index "$2" | cut -d' ' -f1; }

# ours: a run, phase by phase; a line of rows.
ours() {
  rm -rf output
  "$binary" plan run.yaml --output output --no-estimate >/dev/null
  local last=$((${#shards[@]} - 1)) observe resolve reduce write
  observe=$(phase documents-1 "0-$last")
  resolve=$(phase deduplicate-minhash-resolve 0)
  reduce=$(phase deduplicate-minhash-reduce 0)
  write=$(phase documents-2 "0-$last")
  awk -v o="$observe" -v e="$resolve" -v c="$reduce" -v w="$write" -v b="$bytes" 'BEGIN {
    printf "sluice decide %.2f write %.2f", o + e + c, w
    printf "   # observe %.2f, exchange and verify %.2f, cluster %.2f: %.1f MB/CPU s, with writing %.1f\n",
      o, e, c, b / 1e6 / (o + e + c), b / 1e6 / (o + e + c + w) }'
}

# peer NAME: a run of another tool; a line of rows, or why there is none.
peer() {
  rm -rf peer
  local line cpu wall peak dropped
  if line=$("$PEERS_PYTHON" "$here/time-minhash-peers.py" "$1" "$work/corpus" "$work/peer" 2>errors); then
    read -r cpu wall peak dropped <<<"$line"
    awk -v n="$1" -v c="$cpu" -v d="$dropped" -v b="$bytes" 'BEGIN {
      printf "%s all %.2f   # %.2f MB/CPU s, %d dropped\n", n, c, b / 1e6 / c, d }'
  else
    echo "$1: no figure: $(tail -n 1 errors)" >&2
  fi
}

echo "sluice $("$binary" --version), $(uname -m), $(nproc) cores:" \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
echo "corpus: ${#shards[@]} shards, $(sum records) documents, $((bytes / 1000000)) MB of text"
for ((round = 1; round <= ${REPEAT:-3}; round++)); do
  echo "round $round"
  ours
  if [ -n "$PEERS_PYTHON" ]; then
    peer rensa
    peer datatrove
    peer rensa
    ours
  fi
done | tee rounds
awk -v bytes="$bytes" '
  $1 == "round" { round = $2 }
  $1 == "sluice" { decide[round] += $3; write[round] += $5; runs[round]++ }
  $2 == "all" { cpu[$1, round] += $3; peers[$1, round]++ }
  function median(values, count,   i, j, held) {
    for (i = 2; i <= count; i++) {
      held = values[i]
      for (j = i - 1; j > 0 && values[j] > held; j--) values[j + 1] = values[j]
      values[j + 1] = held
    }
    return (values[int((count + 1) / 2)] + values[int(count / 2) + 1]) / 2
  }
  END {
    for (r = 1; r <= round; r++) {
      without[r] = decide[r] / runs[r]
      whole[r] = (decide[r] + write[r]) / runs[r]
      rateWithout[r] = bytes / 1e6 / without[r]
      rateWhole[r] = bytes / 1e6 / whole[r]
    }
    printf "sluice: %.1f MB of text a CPU second, without the writing pass %.1f\n",
      median(rateWhole, round), median(rateWithout, round)
    for (n = split("datatrove rensa", names, " "); n > 0; n--) {
      name = names[n]
      count = 0
      for (r = 1; r <= round; r++) {
        if (!peers[name, r]) continue
        count++
        rate[count] = bytes / 1e6 / (cpu[name, r] / peers[name, r])
        one[count] = cpu[name, r] / peers[name, r] / whole[r]
        other[count] = cpu[name, r] / peers[name, r] / without[r]
      }
      if (count) printf "%s: %.2f MB a CPU second; sluice %.1f times that, without the writing pass %.1f times\n",
        name, median(rate, count), median(one, count), median(other, count)
    }
  }' rounds
