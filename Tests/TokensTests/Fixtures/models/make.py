#!/usr/bin/env python3
"""Writes unigram.jsonl, wordpiece.jsonl and t5.jsonl beside this script: ids by Hugging Face tokenizers 0.23.3.

    pip install tokenizers==0.23.3
    python3 make.py T5-tokenizer.json      (run in the root of the repository, which holds samples/)

A line of the first two is a vocabulary, how text is cut before the model, and texts with their ids; small vocabularies are
trained on samples/ or drawn at random with many equal scores, so that every tie rule is met.
"""

import glob
import json
import os
import random
import sys

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = "".join(open(name).read() for name in sorted(glob.glob("samples/books/*.txt")))
LINES = [line for line in SAMPLES.split("\n") if line.strip()]
HARD = [
    "", " ", "a", "  two  spaces ", "tab\tand\nnew line\r\n", "caf\u00e9 cafe\u0301 \u1ec7", "\u4e2d\u6587 and \u65e5\u672c\u8a9e",
    "\U0001f600\U0001f468\u200d\U0001f469 emoji", "\ufb01ne \u00bd \u2460", "x" * 150, "\u00df \u0130 \u03a3\u0391\u03a3",
    "\u2581already\u2581marked", "don't stop: it's 12,345.67!", "\u0000\u0001\u200b\ufeff", "\u0e01\u0e33 \u0915\u094d\u0937",
    "\u0601\u0602 \ud55c\uad6d\uc5b4 \u1112\u1161\u11ab", "a\u0300\u0301\u0302b", "(a)[b]{c}<d>", "-" * 46 + " " + "-" * 43 + " " + "=" * 40, "UNK ##ing un##ing", "$100 \u20ac5 100\u00b0C",
]


def record(out, name, cut, pieces, scores, unknown, fallback, tokenizer, texts):
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    line = {"name": name, "cut": cut, "pieces": pieces, "scores": scores, "unknown": unknown, "byteFallback": fallback,
            "texts": texts, "ids": ids}
    out.write(json.dumps(line) + "\n")


def unigram():
    with open(os.path.join(HERE, "unigram.jsonl"), "w") as out:
        tokenizer = Tokenizer(models.Unigram())
        tokenizer.normalizer = normalizers.NFKC()
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        tokenizer.train_from_iterator(LINES, trainers.UnigramTrainer(
            vocab_size=600, unk_token="<unk>", special_tokens=["<unk>", "</s>"], show_progress=False))
        model = json.loads(tokenizer.to_str())["model"]
        pieces, scores = zip(*model["vocab"])
        texts = HARD + LINES[5::len(LINES) // 25]
        record(out, "samples", "nfkc metaspace", pieces, scores, model["unk_id"], False, tokenizer, texts)
        vocab = list(zip(pieces, scores)) + [(f"<0x{byte:02X}>", -30.0) for byte in range(256)]
        tokenizer.model = models.Unigram(vocab, model["unk_id"], True)
        pieces, scores = zip(*vocab)
        record(out, "byte fallback", "nfkc metaspace", pieces, scores, model["unk_id"], True, tokenizer, texts)
        for number in range(32):
            draw = random.Random(number)
            alphabet = "ab\u00e9\u4e2d\U0001f600"[: draw.randint(2, 5)]
            words = {"".join(draw.choices(alphabet, k=draw.randint(1, 5))) for _ in range(draw.randint(3, 40))}
            step = draw.choice([1.0, 0.5, 0.1])
            vocab = [("<unk>", 0.0)] + [(word, -step * draw.randint(0, 6)) for word in sorted(words)]
            fallback = number % 4 == 3
            if fallback:
                vocab += [(f"<0x{byte:02X}>", -9.0) for byte in sorted(set("az\u00e9\u4e2d\U0001f600".encode()))
                          if number % 8 == 3 or byte != 0xA9]
            tokenizer = Tokenizer(models.Unigram(vocab, 0, fallback))
            texts = ["".join(draw.choices(alphabet + "z", k=draw.randint(1, 24))) for _ in range(24)] + ["a<unk>z<unk>b"]
            record(out, f"random {number}", "none", [p for p, _ in vocab], [s for _, s in vocab], 0, fallback, tokenizer, texts)


def wordpiece():
    with open(os.path.join(HERE, "wordpiece.jsonl"), "w") as out:
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.train_from_iterator(LINES, trainers.WordPieceTrainer(
            vocab_size=600, special_tokens=["[PAD]", "[UNK]"], show_progress=False))
        vocab = json.loads(tokenizer.to_str())["model"]["vocab"]
        pieces = sorted(vocab, key=vocab.get)
        assert [vocab[piece] for piece in pieces] == list(range(len(pieces)))
        texts = HARD + LINES[7::len(LINES) // 25] + ["a" * 100 + " " + "a" * 101]
        record(out, "samples", "bert", pieces, None, vocab["[UNK]"], False, tokenizer, texts)


def t5(path):
    tokenizer = Tokenizer.from_file(path)
    with open(os.path.join(HERE, "t5.jsonl"), "w") as out:
        for text in HARD + LINES[3::len(LINES) // 40]:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            out.write(json.dumps({"text": text, "ids": ids}) + "\n")


unigram()
wordpiece()
t5(sys.argv[1])
