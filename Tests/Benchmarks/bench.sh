#!/bin/bash
# bench.sh BINARY [CORPUS]: times whole runs of the command and prints a table.
#
# CORPUS is a folder of C4-style .json.gz shards; without it the samples are mixed into a corpus of COPIES times their
# size (repeat-samples.sh says how, and what that flatters). Figures are CPU seconds of the whole process, start and
# writing included, the median of REPEAT runs; MB is 10^6 bytes of text. Peak memory is printed where GNU time is
# installed. Nothing is asserted: compare rows of one run only.
#
#   COPIES=200            size of the corpus made from the samples (0.26 MB a copy)
#   REPEAT=3              runs of each scenario
#   TOKENIZER=            tokenizer.json or a folder with encoder.json and vocab.bpe (default: the one trained here)
#   PEERS_PYTHON=         a Python: tiktoken, tokenizers, datatrove and dolma, as far as it has them, are timed beside
#   TIKTOKEN=             a cl100k .tiktoken file, .zst too: encoding is timed with it also
#   BENCHMARKS=samples/benchmarks   evaluation sets of the contamination scan
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
binary=$(realpath "${1:?usage: bench.sh BINARY [CORPUS]}")
repeat=${REPEAT:-3}
PEERS_PYTHON=${PEERS_PYTHON:+$(realpath -s "$PEERS_PYTHON")}
benchmarks=$(realpath "${BENCHMARKS:-$root/samples/benchmarks}")
work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$here/measure.sh"

mkdir "$work/corpus"
if [ -n "${2:-}" ]; then
  ln -s "$(realpath "$2")"/*.json.gz "$work/corpus/"
else
  "$here/repeat-samples.sh" "$root/samples/web" "$work/corpus" "${COPIES:-200}"
fi
cd "$work"
shards=(corpus/*.json.gz)
"$binary" inspect corpus --json >inspected.json || [ $? -eq 2 ]
sum() { grep -o "\"$1\":[0-9]*" inspected.json | awk -F: '{ s += $2 } END { print s }'; }
bytes=$(sum bytes)

echo "sluice $("$binary" --version), $(uname -m), $(nproc) cores:" \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
echo "corpus: ${#shards[@]} shards, $(sum records) documents, median of $repeat"
heading

scenario 'gzip -dc, for comparison' bash -c 'cat corpus/*.json.gz | gzip -dc'
scenario 'read: inspect' "$binary" inspect corpus
rules=c4-clean,gopher-quality,gopher-repetition
for stages in ${rules//,/ } $rules; do
  name=$stages
  [ "$stages" = "$rules" ] && name='the three chained'
  scenario "filter: $name" "$binary" filter corpus --stages "$stages" --verdicts
done

prepare='rm -rf output'
for method in exact minhash; do
  scenario "deduplicate: $method" \
    "$binary" deduplicate corpus --output output --method "$method" --quiet
done
prepare=
scenario 'contamination scan' "$binary" contamination scan --benchmarks "$benchmarks" --corpus corpus

scenario 'train a tokenizer, 32,768 entries' \
  "$binary" tokenizer train corpus --vocabulary-size 32768 --output trained.json
tokenizer=${TOKENIZER:+$(realpath "$TOKENIZER")}
tokenizer=${tokenizer:-$work/trained.json}
gzip -dc corpus/*.json.gz >lines.jsonl
encode() {
  local workers
  for workers in 1 2; do
    scenario "encode $1, workers: $workers" bash -c \
      'exec "$0" tokenizer encode --tokenizer "$1" --workers "$2" <lines.jsonl' "$binary" "$2" $workers
  done
  [ -z "$PEERS_PYTHON" ] || peer "encode $1: tiktoken" tiktoken "$2" lines.jsonl
}
encode 'GPT-2 way' "$tokenizer"
[ -z "$PEERS_PYTHON" ] || peer 'encode GPT-2 way: tokenizers' tokenizers "$tokenizer" lines.jsonl
[ -z "${TIKTOKEN:-}" ] || encode cl100k "$(realpath "$TIKTOKEN")"
cat >tokenize.yaml <<YAML
name: tokenize
sources:
  web: { files: corpus }
tokens:
  tokenizer: { file: $tokenizer }
  sequenceLength: 256
  validationFraction: 0.001
YAML
prepare='rm -rf output'
for workers in 1 2; do
  scenario "tokenize, workers: $workers" "$binary" tokenize corpus \
    --tokenizer "$tokenizer" --output output --workers $workers --quiet
done
if [ -n "$PEERS_PYTHON" ]; then
  for tool in datatrove dolma; do peer "tokenize: $tool" $tool "$tokenizer" corpus output; done
fi
scenario 'tokenize: pipeline, documents kept' "$binary" run tokenize.yaml --output output --quiet
prepare=

# Training: what the longer of two runs costs more, so that start, validation and sample do not count.
rows=8 length=256 short=5 long=25
train() {
  rm -rf trained
  once "$binary" train output --output trained --quiet --set steps="$1" --set batchRows=$rows \
    --set model.layers=4 --set model.width=256 --set model.heads=4 --set validationInterval=0
}
read -r cpu wall peak <<<"$(train $short)"
read -r longCPU longWall peak <<<"$(train $long)"
awk -v tokens=$(((long - short) * rows * length)) -v cpu="$cpu" -v wall="$wall" -v longCPU="$longCPU" \
  -v longWall="$longWall" -v peak="$peak" 'BEGIN {
    printf "train: 4 layers of width 256, %d tokens in %.1f CPU s: %.0f tokens/CPU s, %.0f tokens/s, peak %.0f MB\n",
      tokens, longCPU - cpu, tokens / (longCPU - cpu), tokens / (longWall - wall), peak * 1024 / 1e6
  }'
