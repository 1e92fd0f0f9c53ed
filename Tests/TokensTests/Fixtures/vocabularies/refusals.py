"""Files that ask for something whose ids would come out wrong: the part to be named, and the file."""
import copy

import settings

TINY = {
    "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
    "pre_tokenizer": None, "post_processor": None, "decoder": settings.BYTES_DECODER,
    "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
              "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
              "ignore_merges": False, "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": [["a", "b"]]}}


def records():
    def record(name, expected, change):
        made = copy.deepcopy(TINY)
        change(made)
        return {"name": name, "expected": expected, "tokenizer": made}

    def model(**values):
        return lambda made: made["model"].update(values)

    def part(key, value):
        return lambda made: made.update({key: value})

    yield record("dropout", "dropout", model(dropout=0.1))
    yield record("a word-level model", "WordLevel", part("model", {
        "type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}))
    yield record("a model of no known type", "Quartz", model(type="Quartz"))
    yield record("an unknown pre-tokenizer", "Quartz", part("pre_tokenizer", {"type": "Quartz"}))
    yield record("an unknown pre-tokenizer in a sequence", "Quartz", part(
        "pre_tokenizer", settings.sequence("pretokenizers", settings.byte_level(), {"type": "Quartz"})))
    yield record("an unknown normalizer", "Quartz", part("normalizer", {"type": "Quartz"}))
    yield record("an unknown normalizer in a sequence", "Quartz", part(
        "normalizer", settings.sequence("normalizers", {"type": "NFC"}, {"type": "Quartz"})))
    yield record("an unknown decoder", "Quartz", part("decoder", {"type": "Quartz"}))
    yield record("an unknown post-processor", "Quartz", part("post_processor", {"type": "Quartz"}))
    yield record("an unknown split behaviour", "Shattered", part(
        "pre_tokenizer", settings.split("a", "Shattered")))
    yield record("an expression that does not compile", "(a", part(
        "pre_tokenizer", settings.split("(a")))
    yield record("an expression with an unknown property", "Quartz", part(
        "pre_tokenizer", settings.split(r"\p{Quartz}+")))
    yield record("a merge of unknown tokens", "merge", model(merges=[["a", "c"]]))
    yield record("a merge whose token is missing", "merge", model(vocab={"a": 0, "b": 1}))
    yield record("ids with a negative number", "-1", model(vocab={"a": 0, "b": -1, "ab": 2}))
