#!/usr/bin/env python3
"""Writes the small vocabularies of this folder and the ids that the reference libraries give.

    python3 make.py [NAME…]

Needs `tokenizers` 0.23.3, `sentencepiece` 0.2.3, `tiktoken` 0.14.0 and the program `zstd`. Every
vocabulary is trained on the text of this repository and of `texts.py`; its settings are those of
a published tokenizer (`settings.py`). Beside each, `NAME.goldens.jsonl.zst` has one line a text:

    text     the text; without it, that of the same line of texts.jsonl.zst
    parsed   ids when added tokens are matched, none added; absent where the library has no such mode
    plain    ids when special tokens are plain text; absent when equal to `parsed`
    full     ids with what the post-processor adds (first lines only)
    decoded  the text of `parsed` (else of `plain`), special tokens kept; absent when it is the text
"""
import base64
import io
import json
import pathlib
import subprocess
import sys

import sentencepiece
import tiktoken
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

import refusals
import settings
import texts

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[3]
FULL_LINES = 30


def corpus():
    files = [ROOT / "README.md", *sorted((ROOT / "pipelines").glob("*.md")),
             *sorted((ROOT / "samples").glob("books/*.txt")),
             *sorted((ROOT / "samples").glob("source/articles/*-0[1-4].txt"))]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").split("\n")]
    # The traps again and again, so that their scripts, digits and spaces get tokens of their own.
    return lines + [text for text in texts.NASTY if "\0" not in text] * 12


def write(name, data):
    if isinstance(data, str):
        data = data.encode("utf-8")
    subprocess.run(["zstd", "-q", "-19", "-f", "-o", FOLDER / f"{name}.zst"], input=data, check=True)


def write_lines(name, records):
    write(name, "".join(json.dumps(record, ensure_ascii=True, separators=(",", ":")) + "\n"
                        for record in records))


def file_text(made):
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def skeleton(kind, model):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
            "normalizer": kind.get("norm"), "pre_tokenizer": kind.get("pre"),
            "post_processor": None, "decoder": kind.get("decoder", settings.BYTES_DECODER),
            "model": model}


def bpe(kind, vocabulary, merges):
    if not kind.get("merges_as_strings"):
        merges = [list(pair) for pair in merges]
    else:
        merges = [" ".join(pair) for pair in merges]
    made = {"type": "BPE", "dropout": None, "unk_token": kind.get("unknown"),
            "continuing_subword_prefix": kind.get("prefix"),
            "end_of_word_suffix": kind.get("suffix"), "fuse_unk": kind.get("fuse_unknown", False),
            "byte_fallback": kind.get("byte_fallback", False),
            "ignore_merges": kind.get("ignore_merges", False), "vocab": vocabulary, "merges": merges}
    return made


def train_bpe(kind, size, alphabet, limit=None):
    """The vocabulary and the merges of byte-pair encoding under the settings of `kind`."""
    empty = skeleton(kind, bpe({}, {}, []))
    tokenizer = Tokenizer.from_str(json.dumps(empty))
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=alphabet, show_progress=False,
        special_tokens=[one["content"] for one in kind.get("first", [])],
        **({"end_of_word_suffix": kind["suffix"]} if kind.get("suffix") else {}),
        **({"limit_alphabet": limit} if limit else {}))
    tokenizer.train_from_iterator(corpus(), trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [tuple(pair) for pair in model["merges"]]


def finish(kind, model, vocabulary):
    """The whole file: model, added tokens with their ids, post-processor with its ids."""
    made = skeleton(kind, model)
    ids = dict(vocabulary)
    for one in kind.get("first", []) + kind.get("last", []):
        ids.setdefault(one["content"], len(ids))
        made["added_tokens"].append({"id": ids[one["content"]], **one})
    made["added_tokens"].sort(key=lambda one: one["id"])
    post = json.loads(json.dumps(kind.get("post")))
    for part in (post or {}).get("processors", [post] if post else []):
        for one in part.get("special_tokens", {}).values():
            one["ids"] = [ids[one["id"]]]
        for key in ("sep", "cls"):
            if key in part:
                part[key][1] = ids[part[key][0]]
    made["post_processor"] = post
    return made


def byte_level(name, kind):
    alphabet = pre_tokenizers.ByteLevel.alphabet() if kind.get("whole_alphabet", True) else []
    vocabulary, merges = train_bpe(kind, 680, sorted(alphabet), None if alphabet else 90)
    if kind.get("ignore_merges"):
        # Whole words that no merges lead to: they are found by themselves or not at all.
        used = {part for pair in merges for part in pair}
        ends = [pair for pair in merges if pair[0] + pair[1] not in used]
        dropped = set(ends[::3])
        merges = [pair for pair in merges if pair not in dropped]
    if kind.get("suffix"):
        for content in [one + kind["suffix"] for one in sorted(alphabet)]:
            vocabulary.setdefault(content, len(vocabulary))
        for one in kind["last"]:
            vocabulary[one["content"]] = len(vocabulary)
    return finish(kind, bpe(kind, vocabulary, merges), vocabulary)


def sentencepiece_like(name, kind):
    kind = {"byte_fallback": True, "fuse_unknown": True, "unknown": "<unk>"} | kind
    words = settings.METASPACE | {"prepend_scheme": "always", "split": True}
    first = [one["content"] for one in kind["first"] if not one["content"].strip("▁\n") == ""]
    trained, _ = train_bpe({"pre": words, "first": [], "norm": kind["norm"] and None}, 700, [], 260)
    vocabulary = {}
    for content in first:
        vocabulary[content] = len(vocabulary)
    for one in kind["first"]:
        vocabulary.setdefault(one["content"], len(vocabulary))
    if kind["byte_fallback"]:
        for byte in range(256):
            vocabulary[f"<0x{byte:02X}>"] = len(vocabulary)
    pieces = sorted(trained, key=lambda piece: (len(piece) == 1, trained[piece]))
    for piece in pieces:
        vocabulary.setdefault(piece, len(vocabulary))
    merges = []
    for piece in pieces:
        cuts = [(piece[:at], piece[at:]) for at in range(1, len(piece))]
        cuts = [cut for cut in cuts if all(part in vocabulary for part in cut)]
        merges += sorted(cuts, key=lambda cut: (vocabulary[cut[0]], vocabulary[cut[1]]))
    return finish(kind, bpe(kind, vocabulary, merges), vocabulary)


def goldens_of_file(made):
    tokenizer = Tokenizer.from_str(file_text(made))
    as_text = Tokenizer.from_str(file_text(made))
    as_text.encode_special_tokens = True
    shared = texts.everything()
    # Of a long row of alike tokens (spaces) every sixth shows as much as all of them.
    added = [one["content"] for one in made["added_tokens"]]
    own = [text for token in (added if len(added) < 9 else added[:4] + added[4::6])
           for text in texts.around(token)]
    for number, text in enumerate(shared + own):
        record = {} if number < len(shared) else {"text": text}
        record["parsed"] = tokenizer.encode(text, add_special_tokens=False).ids
        plain = as_text.encode(text, add_special_tokens=False).ids
        if plain != record["parsed"]:
            record["plain"] = plain
        if number < FULL_LINES and made["post_processor"]:
            record["full"] = tokenizer.encode(text).ids
        decoded = tokenizer.decode(record["parsed"], skip_special_tokens=False)
        if decoded != text:
            record["decoded"] = decoded
        yield record


def goldens_of(encode, decode):
    for text in texts.everything():
        record = {"plain": encode(text)}
        decoded = decode(record["plain"])
        if decoded != text:
            record["decoded"] = decoded
        yield record


def save_file(name, made):
    write(f"{name}.json", file_text(made))
    write_lines(f"{name}.goldens.jsonl", goldens_of_file(made))


def save_tiktoken(name, pattern, size):
    kind = {"pre": settings.split_then_bytes(settings.split(pattern))}
    vocabulary, merges = train_bpe(kind, size, sorted(pre_tokenizers.ByteLevel.alphabet()))
    byte_of = byte_characters()
    # Ranks are ids; single bytes come in an order of their own, as in the published files.
    tokens = sorted(byte_of.values(), key=lambda byte: (byte < 33 or 126 < byte < 161, byte))
    ranks = {bytes([byte]): rank for rank, byte in enumerate(tokens)}
    for left, right in merges:
        ranks.setdefault(bytes(byte_of[one] for one in left + right), len(ranks))
    write(f"{name}.tiktoken", b"".join(base64.b64encode(token) + b" %d\n" % rank
                                       for token, rank in ranks.items()))
    encoding = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    write_lines(f"{name}.goldens.jsonl", goldens_of(encoding.encode_ordinary, encoding.decode))


def byte_characters():
    """The byte of each character of the byte-level alphabet."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    moved = [byte for byte in range(256) if byte not in kept]
    return {chr(byte): byte for byte in kept} | {chr(256 + at): byte for at, byte in enumerate(moved)}


def train_sentencepiece(options):
    model = io.BytesIO()
    lines = [line.replace("\0", " ").strip("\n") for line in corpus()]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([line for line in lines if line]), model_writer=model,
        character_coverage=0.98, hard_vocab_limit=False, num_threads=1, minloglevel=2,
        **{"vocab_size": 900} | options)
    return model.getvalue()


def save_model(name, options):
    train = train_sentencepiece if "normalization_rule_name" in options else with_small_rules
    model = train(options)
    write(f"{name}.model", model)
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    write_lines(f"{name}.goldens.jsonl", goldens_of(processor.encode, processor.decode))


def field(message, wanted):
    """The first length-delimited field of a protocol buffer message with this number."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    while at < len(message):
        key = number()
        if key & 7 == 2:
            length = number()
            if key >> 3 == wanted:
                return message[at:at + length]
            at += length
        elif key & 7 == 0:
            number()
        else:
            at += {5: 4, 1: 8}[key & 7]


# Some of NFKC's rules: the whole table takes 110 kB in a file.
RULES = {"\u00a0": " ", "\u3000": " ", "\t": " ", "\n": " ", "\r": "", "\u200b": "", "\ufb01": "fi",
         "\uff21": "A", "\u00bd": "1\u20442", "\u2126": "\u03a9", "e\u0301": "\u00e9",
         "\u1100\u1161\u11a8": "\uac01", "\u1100\u1161": "\uac00", "\u2026": "..."}


def with_small_rules(options):
    """A SentencePiece model whose normalizer follows `RULES`."""
    table = FOLDER / "rules.tsv"
    table.write_text("".join(
        " ".join(f"{ord(one):X}" for one in source) + "\t"
        + " ".join(f"{ord(one):X}" for one in target) + "\n" for source, target in RULES.items()))
    try:
        return train_sentencepiece(options | {"normalization_rule_tsv": str(table)})
    finally:
        table.unlink()


def small_charsmap():
    """The `precompiled_charsmap` of `RULES`: field 2 of the normalizer's settings, field 3."""
    model = with_small_rules({"model_type": "bpe"})
    return base64.b64encode(field(field(model, 3), 2)).decode()


def save_unigram(name, normalizer, pre, fallback):
    first = settings.specials("<pad>", "</s>", "<unk>")
    kind = {"norm": normalizer, "pre": pre, "decoder": {
        "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post": settings.template(after=["</s>"]), "first": first,
        "last": settings.specials("<extra_id_0>")}
    if fallback:
        kind["decoder"] = settings.GEMMA_DECODER
        first = first + [settings.token(f"<0x{byte:02X}>") for byte in range(256)]
    empty = skeleton(kind, json.loads(Tokenizer(models.Unigram()).to_str())["model"])
    tokenizer = Tokenizer.from_str(json.dumps(empty))
    tokenizer.train_from_iterator(corpus(), trainers.UnigramTrainer(
        vocab_size=600 + len(first), show_progress=False, unk_token="<unk>",
        special_tokens=[one["content"] for one in first]))
    model = json.loads(tokenizer.to_str())["model"] | {"byte_fallback": fallback}
    # The trainer lists a special token again where the text spells it.
    scores = {}
    for piece, score in model["vocab"]:
        scores.setdefault(piece, score)
    model["vocab"] = list(scores.items())
    save_file(name, finish(kind, model, {piece: at for at, (piece, _) in enumerate(model["vocab"])}))


def save_wordpiece(name, lower):
    first = settings.specials("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    kind = {"norm": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                     "strip_accents": None, "lowercase": lower},
            "pre": {"type": "BertPreTokenizer"}, "first": first,
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "post": settings.template(before=["[CLS]"], after=["[SEP]"])}
    empty = skeleton(kind, json.loads(Tokenizer(models.WordPiece(unk_token="[UNK]")).to_str())["model"])
    tokenizer = Tokenizer.from_str(json.dumps(empty))
    tokenizer.train_from_iterator(corpus(), trainers.WordPieceTrainer(
        vocab_size=900, show_progress=False, limit_alphabet=200,
        special_tokens=[one["content"] for one in first]))
    model = json.loads(tokenizer.to_str())["model"]
    save_file(name, finish(kind, model, model["vocab"]))


def recipes():
    for name, kind in settings.BYTE_LEVEL.items():
        yield name, lambda name=name, kind=kind: save_file(name, byte_level(name, kind))
    for name, kind in settings.SENTENCEPIECE_LIKE.items():
        yield name, lambda name=name, kind=kind: save_file(name, sentencepiece_like(name, kind))
    for name, options in settings.SENTENCEPIECE_MODELS.items():
        yield name, lambda name=name, options=options: save_model(name, options)
    yield "cl100k_base", lambda: save_tiktoken("cl100k_base", settings.TIKTOKEN_CL100K, 700)
    yield "o200k_base", lambda: save_tiktoken("o200k_base", settings.O200K, 700)
    yield "unigram-t5", lambda: save_unigram(
        "unigram-t5", {"type": "Precompiled", "precompiled_charsmap": small_charsmap()},
        settings.sequence("pretokenizers", {"type": "WhitespaceSplit"}, {
            "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}), False)
    yield "unigram-bytes", lambda: save_unigram(
        "unigram-bytes", settings.sequence("normalizers", settings.replace(" {2,}", " ", "Regex"),
                                           {"type": "NFKC"}), settings.METASPACE | {
            "prepend_scheme": "always", "split": True}, True)
    yield "wordpiece", lambda: save_wordpiece("wordpiece", True)
    yield "wordpiece-cased", lambda: save_wordpiece("wordpiece-cased", False)
    yield "texts", lambda: write_lines("texts.jsonl", [{"text": text} for text in texts.everything()])
    yield "refused", lambda: write_lines("refused.jsonl", refusals.records())


def main():
    wanted = sys.argv[1:]
    for name, make in recipes():
        if not wanted or name in wanted:
            make()
            print(name, *(f"{file.name.split('.', 1)[1]}: {file.stat().st_size}"
                          for file in sorted(FOLDER.glob(f"{name}.*.zst"))))


if __name__ == "__main__":
    main()
