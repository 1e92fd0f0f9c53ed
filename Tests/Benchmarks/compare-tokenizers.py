#!/usr/bin/env python3
"""Compares the ids of `sluice tokenizer encode` with those of the reference library, text by text.

    compare-tokenizers.py --sluice .build/release/sluice --tokenizer FILE [CORPUS…]

FILE is a tokenizer.json (reference: `tokenizers`), a SentencePiece .model (`sentencepiece`) or a
.tiktoken file whose name says cl100k or o200k (`tiktoken`); .zst of each is read. CORPUS are JSON
lines with a `text` field or plain text (one document), .gz and .zst too; without any, only
`--fuzz` strings are compared. Every document is compared by the CRC of its ids; the first that
differ are shown with the place where they part. Status 1 when one differs.
"""
import argparse
import gzip
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import zlib

import numpy

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "TokensTests/Fixtures/vocabularies"
sys.dont_write_bytecode = True


def content(path):
    path = str(path)
    if path.endswith(".zst"):
        return subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout
    return gzip.open(path).read() if path.endswith(".gz") else open(path, "rb").read()


def plain_name(path):
    return str(path).removesuffix(".zst").removesuffix(".gz")


def texts_of(path, longest):
    if plain_name(path).endswith((".json", ".jsonl")):
        for line in content(path).split(b"\n"):
            if line.strip():
                record = json.loads(line)
                yield record if isinstance(record, str) else record["text"]
    else:
        text = content(path).decode("utf-8", "replace")
        for start in range(0, len(text), longest):
            yield text[start:start + longest]


def fixture(name):
    source = importlib.util.spec_from_file_location(name, FIXTURES / f"{name}.py")
    module = importlib.util.module_from_spec(source)
    source.loader.exec_module(module)
    return module


def reference(path, parse_special):
    """A function from texts to lists of ids, and the name of the library."""
    name = plain_name(path)
    if name.endswith(".model"):
        import sentencepiece
        processor = sentencepiece.SentencePieceProcessor(model_proto=content(path))
        return processor.encode, f"sentencepiece {sentencepiece.__version__}"
    if name.endswith(".tiktoken"):
        import base64
        import tiktoken
        settings = fixture("settings")
        pattern = settings.O200K if "o200k" in name else settings.TIKTOKEN_CL100K
        ranks = {base64.b64decode(token): int(rank)
                 for token, rank in (line.split() for line in content(path).splitlines() if line)}
        encoding = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
        return (lambda texts: [encoding.encode_ordinary(text) for text in texts],
                f"tiktoken {tiktoken.__version__}")
    import tokenizers
    tokenizer = tokenizers.Tokenizer.from_str(content(path).decode("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = not parse_special
    return (lambda texts: [one.ids for one in tokenizer.encode_batch(texts, add_special_tokens=False)],
            f"tokenizers {tokenizers.__version__}")


def ours(options, texts):
    """Yields the ids of the command, in order."""
    command = [options.sluice, "tokenizer", "encode", "--tokenizer", options.tokenizer]
    if options.parse_special:
        command.append("--parse-special")
    with tempfile.TemporaryFile() as lines:
        for text in texts:
            lines.write(json.dumps({"text": text}).encode() + b"\n")
        lines.seek(0)
        process = subprocess.Popen(command, stdin=lines, stdout=subprocess.PIPE)
        for line in process.stdout:
            yield json.loads(line)["ids"]
        if process.wait() != 0:
            sys.exit(f"{' '.join(command)}: status {process.returncode}")


def checksum(ids):
    return zlib.crc32(numpy.asarray(ids, dtype="<u4").tobytes())


def shortest_difference(text, differs):
    """The text cut to a short piece that still differs, by dropping halves, quarters, … of it."""
    step = len(text) // 2
    while step:
        for start in range(0, len(text), step):
            piece = text[:start] + text[start + step:]
            if piece and differs(piece):
                text, step = piece, min(step, len(piece)) * 2
                break
        step //= 2
    return text


def show(number, text, expected, found):
    at = next((at for at, pair in enumerate(zip(expected, found)) if pair[0] != pair[1]),
              min(len(expected), len(found)))
    print(f"document {number}: {len(expected)} ids expected, {len(found)} found; from id {at} on "
          f"expected {expected[at:at + 8]}, found {found[at:at + 8]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sluice", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--parse-special", action="store_true", help="match special tokens in the text")
    parser.add_argument("--fuzz", type=int, default=0, help="number of random Unicode strings")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random strings")
    parser.add_argument("--limit-mb", type=float, default=1e9, help="stop after so much text, 10^6 bytes")
    parser.add_argument("--longest", type=int, default=20_000, help="characters a plain text is cut to")
    parser.add_argument("--show", type=int, default=5, help="differences to print")
    parser.add_argument("corpus", nargs="*")
    options = parser.parse_args()

    texts, size = fixture("texts").fuzz(options.fuzz, options.seed), 0
    for path in options.corpus:
        for text in texts_of(path, options.longest):
            if size < options.limit_mb * 1e6:
                texts.append(text)
                size += len(text.encode("utf-8", "replace"))
    encode, library = reference(options.tokenizer, options.parse_special)
    found = ours(options, texts)
    differing = ids = overall = 0
    for start in range(0, len(texts), 500):
        batch = texts[start:start + 500]
        for place, expected in enumerate(encode(batch)):
            mine = next(found, [])
            ids += len(expected)
            overall = zlib.crc32(checksum(expected).to_bytes(4, "little"), overall)
            if checksum(mine) != checksum(expected):
                differing += 1
                if differing <= options.show:
                    show(start + place + 1, batch[place], expected, mine)
                    piece = shortest_difference(batch[place][:options.longest], lambda text: next(
                        ours(options, [text])) != encode([text])[0])
                    print(f"  shortest: {ascii(piece[:200])}: expected {encode([piece])[0][:20]}, "
                          f"found {next(ours(options, [piece]))[:20]}")
    print(f"{options.tokenizer}: {differing} of {len(texts)} texts differ from {library} "
          f"({size / 1e6:.1f} MB, {ids} ids, CRC {overall:08x})")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
