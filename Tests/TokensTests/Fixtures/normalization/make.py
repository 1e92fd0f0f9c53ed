#!/usr/bin/env python3
"""Writes cases.jsonl and digests.json beside this script: what Hugging Face tokenizers 0.23.3 normalizes texts to.

    pip install tokenizers==0.23.3
    python3 make.py [T5-tokenizer.json]      (with the file: also the digests of T5's character map)

A digest is the CRC-32 over the normalized UTF-8 of many texts, each followed by a line feed: `scalars` over "a", one scalar,
"b" for every scalar of the planes in use, `random` over strings of SplitMix64 (the same as in NormalizationDigestTests.swift).
"""

import base64
import json
import os
import struct
import sys
import zlib

from tokenizers import Regex, normalizers as n

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = (1 << 64) - 1
RANGES = [
    (0x20, 0x7F), (0x00, 0x20), (0x20, 0x7F), (0xA0, 0x180), (0x300, 0x370), (0x300, 0x370), (0x370, 0x600),
    (0x590, 0x700), (0x900, 0xE00), (0xE00, 0x1000), (0x1000, 0x1200), (0x1A00, 0x1F00), (0x1F00, 0x2000),
    (0x2000, 0x2150), (0x3000, 0x3100), (0xA8E0, 0xAC00), (0xAC00, 0xAC80), (0x1100, 0x1200), (0xF900, 0xFB50),
    (0xFE00, 0x10000), (0x11000, 0x11500), (0x1D100, 0x1D200), (0x1F3F0, 0x1F650), (0x2F800, 0x2F820), (0xA9, 0xAF),
    (0x200B, 0x2010), (0x4E00, 0x4F00),
]


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        return (z ^ z >> 31) % limit


def random_texts(count):
    random = SplitMix64(7)
    for _ in range(count):
        text = []
        for _ in range(random.next(14)):
            low, high = RANGES[random.next(len(RANGES))]
            text.append(chr(low + random.next(high - low)))
        yield "".join(text)


def charsmap():
    """Replaces whatever starts with ASCII "a" or a lead byte other than 0xCC by "x"."""
    units = [0] * 0x400
    units[0] = 0x100 << 10
    for byte in [0x61] + [lead for lead in range(0xC2, 0xF5) if lead != 0xCC]:
        units[0x100 ^ byte] = 0x200 << 10 | 1 << 8 | byte
        units[0x300 ^ byte] = 1 << 31
    return struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + b"x\0"


STEPS = {
    "nfc": n.NFC(), "nfd": n.NFD(), "nfkc": n.NFKC(), "nfkd": n.NFKD(), "lowercase": n.Lowercase(),
    "stripAccents": n.StripAccents(), "nfd stripAccents": n.Sequence([n.NFD(), n.StripAccents()]),
    "strip": n.Strip(), "nmt": n.Nmt(), "bert uncased": n.BertNormalizer(),
    "bert cased": n.BertNormalizer(lowercase=False), "precompiled": n.Precompiled(charsmap()),
}
if len(sys.argv) > 1:
    file = json.load(open(sys.argv[1]))
    STEPS["precompiled t5"] = n.Precompiled(base64.b64decode(file["normalizer"]["precompiled_charsmap"]))

digests = {}
for name, step in STEPS.items():
    scalars = random = 0
    for c in range(0x110000):
        if not 0xD800 <= c < 0xE000 and (c < 0x33000 or 0xE0000 <= c < 0xE1000 or c % 997 == 0):
            scalars = zlib.crc32(step.normalize_str("a" + chr(c) + "b").encode() + b"\n", scalars)
    for text in random_texts(40_000):
        random = zlib.crc32(step.normalize_str(text).encode() + b"\n", random)
    digests[name] = {"scalars": scalars, "random": random}
with open(os.path.join(HERE, "digests.json"), "w") as out:
    json.dump(digests, out, indent=1)
    out.write("\n")

EXAMPLES = {
    "nfc": ["", "plain", "cafe\u0301 a\u0323\u0302 q\u0307\u0323", "\u1100\u1161\u11a8 \uac00\u11a8 \uac01\u11a8 \uac00\u11a7",
            "\u2126 \u212b \u0344 \u0958", "\u0915\u093c \u09c7\u09be", "a\u0315\u0300\u05ae\u0300\u0062 \U0001d157\U0001d165",
            "a\u1dfa\u0301 \U00011935\U00011930"],
    "nfd": ["\u00e9\u1ec7 \uac01 \u1e9b\u0323", "a\u0301\u0323\u0345\u0300"],
    "nfkc": ["\ufb01\ufb03 \u2460 \u00bd \uff76\uff9e \u32ff \u1e9b\u0323 \u2167 \ufdfa", "\u3131\u314f \uffa1\uffc2"],
    "nfkd": ["\ufb01 \u00bd \u1e9b\u0323 \uffa1\uffc2\uffa1 \u00a0"],
    "lowercase": ["THE \u0130stanbul \u03a3\u0391\u03a3 \u1e9e \u2c6f \ua7dc \U00010400 \u01c5", "stra\u00dfe"],
    "stripAccents": ["e\u0301 \u00e9 \u0903 \u20dd x\u0488", "\u0301"],
    "nfd stripAccents": ["\u00c5ngstr\u00f6m \u1ec7 \uac00 \u0439"],
    "strip": [" \t\u3000 a b \u2028\u0085", "   ", "\u200b a \u180e", ""],
    "strip left": [" \u00a0a ", "  "],
    "strip right": [" a\u00e9 \u00a0", "  "],
    "nmt": ["a\u0000b\u0001c\td\u200be\u2581f\ufeffg\ufffdh\u009fi\u0085j\u000bk"],
    "bert uncased": ["H\u00c9llo\u0000 W\u00f6rld\t\u4e2d\u6587\u3042 \u0130\u03a3 \ufffd\u200d\u00ad\U0002b820\U0002b920",
                     "\u0301\u0915\u093c \ue000 \u1e9e"],
    "bert cased": ["H\u00c9llo\u0000 W\u00f6rld\u2028\u4e2d"],
    "bert accents": ["H\u00c9llo W\u00f6rld \u4e2d"],
    "bert nothing": ["H\u00c9llo\u0000 \u4e2d"],
    "replace": ["a b  c", " ", "\u2581 x", ""],
    "replace aab": ["aaabaab aaaab", "aa", "aab"],
    "prepend": ["", "x", " x"],
    "llama": ["", "Hello  w\u00f6rld", " "],
    "precompiled": ["ab", "a\u0301b", "\r\na", "\u00a9\u200d\u00a9\u0301", "\u0915\u094d\u0915\u0301", "\u0600a\u0301",
                    "\u1100\u1161\u0301", "\uac00\u11a8\u0301", "\u11a8\uac00\u0301 \u0915\u0301"],
}
STEPS |= {
    "strip left": n.Strip(left=True, right=False), "strip right": n.Strip(left=False, right=True),
    "bert accents": n.BertNormalizer(strip_accents=True, lowercase=False),
    "bert nothing": n.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False),
    "replace": n.Replace(" ", "\u2581"), "replace aab": n.Replace("aab", "\u00e9"), "prepend": n.Prepend("\u2581"),
    "llama": n.Sequence([n.Prepend("\u2581"), n.Replace(" ", "\u2581")]),
}
with open(os.path.join(HERE, "cases.jsonl"), "w") as out:
    for name, texts in EXAMPLES.items():
        for text in texts:
            out.write(json.dumps({"step": name, "text": text, "normalized": STEPS[name].normalize_str(text)}) + "\n")
