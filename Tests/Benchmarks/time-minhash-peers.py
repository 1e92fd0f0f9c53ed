"""time-minhash-peers.py WHAT CORPUS WORK: times other tools on near-duplicate removal, for `near-duplicates.sh`.

WHAT is `datatrove` (CORPUS to shards of survivors in WORK: signatures, buckets, clusters, filter and writer as gzip,
one process) or `rensa` (CORPUS to a list of documents to drop, nothing written). CORPUS is a folder of .json.gz shards.
Both compare 5-grams of lower-case words in 14 bands of 8 rows and check no candidate; words are those between spaces
once punctuation is gone, not those of the spaCy tokenizer that datatrove has by default, which is six times slower.
Prints "CPU seconds, wall seconds, kilobytes at the peak, documents dropped", imports not counted; ends with status 3
when a package is not installed.
"""

import glob
import gzip
import os
import re
import resource
import struct
import sys
import time

BANDS, ROWS, WORDS = 14, 8, 5


def rensa(corpus, work):
    import orjson
    from rensa import RMinHash, RMinHashLSH

    word = re.compile(r"[^\W_]+")

    def shingles(text):
        words = word.findall(text.lower())
        last = max(len(words) - WORDS, 0)
        return [" ".join(words[start : start + WORDS]) for start in range(last + 1)]

    def run():
        index = RMinHashLSH(threshold=0.72, num_perm=BANDS * ROWS, num_bands=BANDS)
        dropped = number = 0
        for path in sorted(glob.glob(corpus + "/*.json.gz")):
            with gzip.open(path, "rb") as lines:
                for line in lines:
                    signature = RMinHash(num_perm=BANDS * ROWS, seed=1)
                    signature.update(shingles(orjson.loads(line)["text"]))
                    if index.query(signature):
                        dropped += 1
                    else:
                        index.insert(number, signature)
                    number += 1
        return dropped

    return run


def datatrove(corpus, work):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import minhash
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.hashing import HashConfig
    from loguru import logger

    logger.remove()

    class Spaces:
        """Takes the place of the spaCy tokenizer, which then need not be installed."""

        def word_tokenize(self, text):
            return text.split()

    shards = len(glob.glob(corpus + "/*.json.gz"))
    config = MinhashConfig(
        hash_config=HashConfig(precision=64, hash_fc="xxhash"), n_grams=WORDS, num_buckets=BANDS,
        hashes_per_bucket=ROWS,
    )
    read = lambda: JsonlReader(corpus, glob_pattern="*.json.gz")
    minhash.load_word_tokenizer = lambda language: Spaces()
    sign = MinhashDedupSignature(work + "/signatures", config)
    phases = [
        (shards, [read(), sign]),
        (BANDS, [MinhashDedupBuckets(work + "/signatures", work + "/pairs", config=config)]),
        (1, [MinhashDedupCluster(work + "/pairs", work + "/dropped", config=config)]),
        (shards, [read(), MinhashDedupFilter(work + "/dropped"), JsonlWriter(work + "/survivors")]),
    ]

    def run():
        for number, (tasks, steps) in enumerate(phases):
            LocalPipelineExecutor(steps, tasks=tasks, workers=1, logging_dir=f"{work}/log/{number}").run()
        sizes = (os.path.getsize(path) for path in glob.glob(work + "/dropped/*.remove"))
        return sum(sizes) // struct.calcsize("<I")

    return run


def seconds():
    """CPU seconds of this process and of those it has waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main():
    what, corpus, work = sys.argv[1:]
    # What the tools print is not the answer.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        run = {"datatrove": datatrove, "rensa": rensa}[what](corpus, work)
    except ImportError as error:
        print(f"{what} is not installed: {error}", file=sys.stderr)
        sys.exit(3)
    cpu, wall = seconds(), time.monotonic()
    dropped = run()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(round(seconds() - cpu, 2), round(time.monotonic() - wall, 2), peak, dropped, file=answer)


if __name__ == "__main__":
    main()
