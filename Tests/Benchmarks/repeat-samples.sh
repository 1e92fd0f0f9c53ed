#!/bin/bash
# repeat-samples.sh SAMPLES OUT COPIES: a corpus of C4-style .json.gz shards, made from the sample shards.
#
# A plain repetition would be a corpus of duplicates. So copy k mixes the documents: its document d takes its j-th
# sentence from document d + j * k, counted round a prime number of documents. Two documents of different copies then
# share about one sentence and no two are near duplicates, but for what is planted in the samples (copy 0 is the
# samples themselves), as long as there are fewer copies than documents. Words, lines and lengths stay natural; the vocabulary does not grow with the corpus, which
# flatters whatever caches words. Every copy gets its own addresses. The damaged records of the samples are left out.
set -euo pipefail
samples=$1 out=$2 copies=$3
mkdir -p "$out"
for shard in "$samples"/*.json.gz; do gzip -dc "$shard" 2>/dev/null || true; done |
  grep -a '^{"text":".*"}$' |
  awk -v copies="$copies" -v out="$out" '
    BEGIN { documents = 0 }
    {
      # Cut the text, still in its JSON escapes, after full stops and line ends.
      end = index($0, "\",\"timestamp\":\"")
      if (end == 0) next
      text = substr($0, 10, end - 10)
      gsub(/\. /, ".\036 ", text); gsub(/\\n/, "\036\\n", text)
      count[documents] = split(text, pieces, "\036")
      for (i = 1; i <= count[documents]; i++) sentence[documents, i - 1] = pieces[i]
      tail[documents] = substr($0, end)
      documents++
    }
    function isPrime(n,  i) {
      for (i = 2; i * i <= n; i++) if (n % i == 0) return 0
      return n > 1
    }
    END {
      prime = documents
      while (!isPrime(prime)) prime--
      shards = 8
      for (k = 0; k < copies; k++) for (d = 0; d < prime; d++) {
        line = "{\"text\":\""
        for (j = 0; j < count[d]; j++) {
          from = (d + j * k) % prime
          piece = sentence[from, j % count[from]]
          if (j == 0) sub(/^( |\\n)+/, "", piece)
          line = line piece
        }
        end = tail[d]
        sub(/"}$/, "/copy-" k "\"}", end)
        n = k * prime + d
        print line end | ("gzip -1 > " out "/copies-0000" n % shards ".json.gz")
      }
    }'
