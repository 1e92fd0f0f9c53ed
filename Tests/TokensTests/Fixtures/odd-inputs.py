#!/usr/bin/env python3
"""Writes odd-inputs.jsonl: how many ids the reference libraries give for extreme texts, and their CRC-32.

    python3 odd-inputs.py DATA        # DATA: the folder with tokenizers/gpt2 and so on

Needs `tokenizers` 0.23.3, `tiktoken` 0.14.0 and `numpy`. A text is `count` times `unit`, or for the
unit "letters" `count` letters a to z: the values of SplitMix64 of seed 7, modulo 26.
"""
import json
import pathlib
import subprocess
import sys
import zlib

import numpy
import tiktoken
from tokenizers import Tokenizer

sys.dont_write_bytecode = True
FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER / "vocabularies"))
import settings  # noqa: E402


def letters(count, seed=7):
    with numpy.errstate(over="ignore"):
        state = numpy.uint64(seed) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(
            0x9E3779B97F4A7C15)
        state = (state ^ (state >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        state ^= state >> numpy.uint64(31)
    return (state % numpy.uint64(26) + numpy.uint64(97)).astype(numpy.uint8).tobytes().decode()


def content(path):
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout
    return path.read_bytes()


def references(data):
    import base64
    ranks = {base64.b64decode(token): int(rank) for token, rank in (
        line.split() for line in content(data / "tokenizers/cl100k_base.tiktoken.zst").splitlines())}
    encoding = tiktoken.Encoding("cl100k", pat_str=settings.TIKTOKEN_CL100K, mergeable_ranks=ranks,
                                 special_tokens={})
    yield "cl100k_base", encoding.encode_ordinary
    files = {"gpt2": data / "tokenizers/gpt2/tokenizer.json",
             "phi-3-mini": data / "tokenizers/phi-3-mini/tokenizer.json.zst",
             "bloom": FOLDER / "vocabularies/bloom.json.zst",
             "split-next": FOLDER / "vocabularies/split-next.json.zst"}
    for name, path in files.items():
        tokenizer = Tokenizer.from_str(content(path).decode())
        yield name, lambda text: tokenizer.encode(text, add_special_tokens=False).ids


def main():
    cases = [("letters", 10_000_000)] + [
        (unit, 300_000) for unit in [" ", "\n", "a", "\t", ".", "7", "\u4e00", "e\u0301", " a", "a ", "\r\n"]]
    with open(FOLDER / "odd-inputs.jsonl", "w") as output:
        for name, encode in references(pathlib.Path(sys.argv[1])):
            for unit, count in cases:
                ids = encode(letters(count) if unit == "letters" else unit * count)
                output.write(json.dumps({
                    "tokenizer": name, "unit": unit, "count": count, "ids": len(ids),
                    "crc": zlib.crc32(numpy.asarray(ids, dtype="<u4").tobytes())}) + "\n")
                print(name, repr(unit), count, len(ids), flush=True)


if __name__ == "__main__":
    main()
