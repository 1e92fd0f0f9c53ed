"""time-peers.py WHAT TOKENIZER INPUT [OUTPUT]: times other tools on the work of `bench.sh`.

WHAT is `tiktoken` or `tokenizers` (INPUT: JSON lines; only the encoding of their texts is timed, not start, loading,
parsing nor output), `datatrove` or `dolma` (INPUT: a folder of .json.gz shards; OUTPUT: a folder for token shards; the
whole run on one process is timed, imports aside but for those that dolma's own processes repeat). Prints "CPU seconds,
wall seconds, kilobytes at the peak"; ends with status 3 when the package is not installed.
"""

import base64
import glob
import gzip
import json
import os
import resource
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"

GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"""
CL100K = (
    r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"""
    r"""|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
)


def tiktoken_encoding(path):
    """tiktoken's encoding of a `.tiktoken` file, or of a byte-level tokenizer.json whose ids are ranks."""
    import tiktoken

    if path.endswith(".json"):
        # The printable characters of GPT-2's byte alphabet, as bytes.
        printed = [*range(33, 127), *range(161, 173), *range(174, 256)]
        others = [byte for byte in range(256) if byte not in printed]
        alphabet = {chr(byte): byte for byte in printed}
        alphabet |= {chr(256 + place): byte for place, byte in enumerate(others)}
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        special = {token["content"] for token in content["added_tokens"]}
        ranks = {
            bytes(alphabet[character] for character in token): rank
            for token, rank in content["model"]["vocab"].items()
            if token not in special
        }
        return tiktoken.Encoding("ranks", pat_str=GPT2, mergeable_ranks=ranks, special_tokens={})
    data = open(path, "rb").read()
    if path.endswith(".zst"):
        import zstandard

        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    pairs = (line.split() for line in data.splitlines() if line)
    ranks = {base64.b64decode(token): int(rank) for token, rank in pairs}
    return tiktoken.Encoding("ranks", pat_str=CL100K, mergeable_ranks=ranks, special_tokens={})


def encoding(what, tokenizer, source):
    """The encoding of all texts, to be timed."""
    if what == "tiktoken":
        encode = tiktoken_encoding(tokenizer).encode_ordinary
    else:
        import tokenizers

        loaded = tokenizers.Tokenizer.from_file(tokenizer)
        encode = lambda text: loaded.encode(text, add_special_tokens=False).ids
    with open(source, encoding="utf-8", newline="\n") as file:
        texts = [json.loads(line)["text"] for line in file]

    def run():
        for text in texts:
            encode(text)

    return run


def tokenizing(what, tokenizer, source, output):
    """A run from shards of text to token shards, to be timed."""
    if what == "datatrove":
        from datatrove.executor import LocalPipelineExecutor
        from datatrove.pipeline.readers import JsonlReader
        from datatrove.pipeline.tokens import DocumentTokenizer
        from loguru import logger

        logger.remove()
        steps = [
            JsonlReader(source, glob_pattern="*.json.gz"),
            DocumentTokenizer(
                output + "/out", tokenizer, local_working_dir=output + "/work", save_filename="tokens",
                eos_token="<|endoftext|>", shuffle_documents=False,
            ),
        ]
        return LocalPipelineExecutor(steps, tasks=1, workers=1, logging_dir=output + "/log").run
    from dolma.cli.main import main

    # dolma passes over records without the field it takes as their id.
    with gzip.open(sorted(glob.glob(source + "/*.json.gz"))[0], "rt", encoding="utf-8") as file:
        identifier = "id" if "id" in json.loads(file.readline()) else "url"
    arguments = {
        "documents": source + "/*.json.gz", "destination": output, "tokenizer.name_or_path": tokenizer,
        "tokenizer.eos_token_id": "0", "tokenizer.pad_token_id": "0", "dtype": "uint16",
        "fields.id_field_name": identifier, "processes": "1", "seed": "1",
    }

    def run():
        main(["tokens", *(part for name, value in arguments.items() for part in ("--" + name, value))])
        if not any(os.path.getsize(path) for path in glob.glob(output + "/*.npy")):
            sys.exit("dolma wrote no tokens")

    return run


def seconds():
    """CPU seconds of this process and of those it has waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main():
    what, tokenizer, source, *rest = sys.argv[1:]
    # What the tools print is not the answer.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        make = encoding if what in ("tiktoken", "tokenizers") else tokenizing
        run = make(what, tokenizer, source, *rest)
    except ImportError as error:
        print(f"{what} is not installed: {error}", file=sys.stderr)
        sys.exit(3)
    cpu, wall = seconds(), time.monotonic()
    run()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(round(seconds() - cpu, 2), round(time.monotonic() - wall, 2), peak, file=answer)


# dolma starts processes that import this file.
if __name__ == "__main__":
    main()
