"""What published tokenizers ask for, as their `tokenizer.json` says it: everything but the vocabulary."""

CL100K = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
          r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = CL100K.replace(r"\p{N}{1,3}", r"\p{N}")
TIKTOKEN_CL100K = (r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+"
                   r"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s")
O200K = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
BLOOM = r" ?[^(\s|[.,!?…。，、।۔،])]+"
CLIP = (r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]"
        r"|[^\s\p{L}\p{N}]+")
DEEPSEEK_LETTERS = (r"\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿ"
                    r"ᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭ"
                    r"ℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻"
                    r"𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+")
DEEPSEEK_V3 = (r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"
               r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def sequence(kind, *parts):
    return {"type": "Sequence", kind: list(parts)}


def byte_level(prefix=False, trim=True, regex=True):
    """ByteLevel; `regex=None` leaves the key out, as files older than version 0.12 do."""
    made = {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": trim}
    return made if regex is None else made | {"use_regex": regex}


def split(pattern, behavior="Isolated", invert=False, kind="Regex"):
    return {"type": "Split", "pattern": {kind: pattern}, "behavior": behavior, "invert": invert}


def replace(pattern, content, kind="String"):
    return {"type": "Replace", "pattern": {kind: pattern}, "content": content}


def split_then_bytes(*splits):
    return sequence("pretokenizers", *splits, byte_level(regex=False))


def template(before=(), after=()):
    """TemplateProcessing with special tokens around one text; ids are filled in by `make.py`."""
    def piece(name):
        return {"SpecialToken": {"id": name, "type_id": 0}}
    text = {"Sequence": {"id": "A", "type_id": 0}}
    second = {"Sequence": {"id": "B", "type_id": 1}}
    return {"type": "TemplateProcessing",
            "single": [*map(piece, before), text, *map(piece, after)],
            "pair": [*map(piece, before), text, *map(piece, after), second],
            "special_tokens": {name: {"id": name, "ids": [], "tokens": [name]}
                               for name in [*before, *after]}}


def token(content, special=True, normalized=False, lstrip=False, rstrip=False, single_word=False):
    return {"content": content, "single_word": single_word, "lstrip": lstrip, "rstrip": rstrip,
            "normalized": normalized, "special": special}


def spaces(longest, shortest=2, character=" "):
    return [token(character * count, special=False, normalized=True)
            for count in range(longest, shortest - 1, -1)]


def specials(*names):
    return [token(name) for name in names]


BYTES_DECODER = byte_level()
LLAMA_DECODER = {"type": "Sequence", "decoders": [
    replace("▁", " "), {"type": "ByteFallback"}, {"type": "Fuse"},
    {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
GEMMA_DECODER = {"type": "Sequence", "decoders": [
    replace("▁", " "), {"type": "ByteFallback"}, {"type": "Fuse"}]}
METASPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}

# name: settings; `first` are added tokens at the start of the vocabulary, `last` behind its end.
BYTE_LEVEL = {
    "gpt2": dict(pre=byte_level(trim=True, regex=None), post=byte_level(trim=False, regex=None),
                 last=specials("<|endoftext|>")),
    "gpt2-strings": dict(pre=byte_level(), post=None, last=specials("<|endoftext|>"),
                         merges_as_strings=True, prefix="", suffix=""),
    "gpt-neox": dict(norm={"type": "NFC"}, pre=byte_level(), post=byte_level(),
                     first=specials("<|endoftext|>", "<|padding|>"), last=spaces(24),
                     merges_as_strings=True),
    "olmo": dict(norm={"type": "NFC"}, pre=byte_level(), post=template(after=["<|endoftext|>"]),
                 first=specials("<|endoftext|>", "<|padding|>"),
                 last=[token("|||EMAIL_ADDRESS|||", special=False)] + spaces(24)),
    "llama3": dict(pre=split_then_bytes(split(CL100K)),
                   post=sequence("processors", byte_level(prefix=True, trim=False),
                                 template(before=["<|begin_of_text|>"])),
                   decoder=byte_level(prefix=True), ignore_merges=True,
                   last=specials("<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>")),
    "qwen2": dict(norm={"type": "NFC"}, pre=split_then_bytes(split(QWEN2)),
                  post=byte_level(trim=False, regex=False), decoder=byte_level(regex=False),
                  last=specials("<|endoftext|>", "<|im_start|>", "<|im_end|>")
                  + [token("<tool_call>", special=False), token("</tool_call>", special=False)],
                  prefix="", suffix=""),
    "falcon": dict(pre=sequence("pretokenizers", {"type": "Punctuation", "behavior": "Contiguous"},
                                byte_level(), {"type": "Digits", "individual_digits": False},
                                split("[0-9][0-9][0-9]")),
                   post=byte_level(), first=specials(">>TITLE<<", ">>ABSTRACT<<", "<|endoftext|>")),
    "starcoder": dict(pre=sequence("pretokenizers", {"type": "Digits", "individual_digits": True},
                                   byte_level()),
                      first=specials("<|endoftext|>", "<fim_prefix>", "<fim_middle>")),
    "bloom": dict(pre=split_then_bytes(split(BLOOM)), post=byte_level(True, False, False),
                  decoder=byte_level(True, True, False), first=specials("<unk>", "<s>", "</s>", "<pad>")),
    "deepseek-v2": dict(
        norm=sequence("normalizers"),
        pre=sequence("pretokenizers", split("[\r\n]"), split(DEEPSEEK_LETTERS),
                     split(r"\s?[!-/:-~！-／：-～‘-‟　-。]+"), split(r"\s+$"),
                     split("[一-龥ࠀ-一가-퟿]+"), {"type": "Digits", "individual_digits": True},
                     byte_level(regex=False)),
        post=template(before=["<｜begin▁of▁sentence｜>"]),
        last=[token("<｜begin▁of▁sentence｜>", normalized=True),
              token("<｜end▁of▁sentence｜>", normalized=True)]),
    "deepseek-v3": dict(
        norm=sequence("normalizers"),
        pre=split_then_bytes(split(r"\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(DEEPSEEK_V3)),
        post=template(before=["<｜begin▁of▁sentence｜>"]),
        first=specials("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"),
        last=[token("<think>", special=False, normalized=True), token("<｜User｜>", special=False)]),
    "o200k": dict(pre=split_then_bytes(split(O200K, "Removed", invert=True)),
                  last=specials("<|endoftext|>", "<|endofprompt|>"), prefix="", suffix=""),
    "gpt-oss": dict(pre=split_then_bytes(split(O200K)), ignore_merges=True,
                    last=specials("<|startoftext|>", "<|endoftext|>", "<|return|>")),
    "phi2": dict(pre=byte_level(), post=byte_level(), last=specials("<|endoftext|>")
                 + spaces(31) + spaces(9, character="\t")),
    "roberta": dict(pre=byte_level(regex=None),
                    post={"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0],
                          "trim_offsets": True, "add_prefix_space": False},
                    first=[token("<s>", normalized=True), token("<pad>", normalized=True),
                           token("</s>", normalized=True), token("<unk>", normalized=True)],
                    last=[token("<mask>", lstrip=True)], prefix="", suffix=""),
    "prefix-space": dict(pre=byte_level(prefix=True), post=byte_level(prefix=True),
                         first=specials("<s>"),
                         last=[token("<mask>", lstrip=True, rstrip=True), token("<right>", rstrip=True),
                               token("<word>", single_word=True),
                               token("and", special=False, single_word=True),
                               token("<both>", special=False, normalized=True, lstrip=True,
                                     single_word=True)]),
    "nfkc-strip": dict(norm=sequence("normalizers", {"type": "NFKC"},
                                     {"type": "Strip", "strip_left": True, "strip_right": True}),
                       pre=byte_level(), last=specials("<|endoftext|>")),
    "nfd": dict(norm=sequence("normalizers", {"type": "NFD"}, replace(r"\s{2,}", " ", "Regex")),
                pre=byte_level(),
                last=specials("<|endoftext|>") + [token("CAFÉ", special=False, normalized=True)]),
    "nfkd-accents": dict(norm=sequence("normalizers", {"type": "NFKD"}, {"type": "StripAccents"},
                                       {"type": "Lowercase"}),
                         pre=byte_level(),
                         last=specials("<|endoftext|>")
                         + [token("River", special=False, normalized=True)]),
    "digits": dict(pre=sequence("pretokenizers", {"type": "Digits", "individual_digits": False},
                                byte_level(regex=False)), last=specials("<|endoftext|>")),
    "whitespace-split": dict(pre=sequence("pretokenizers", {"type": "WhitespaceSplit"},
                                          {"type": "Punctuation", "behavior": "Isolated"},
                                          byte_level(prefix=True, regex=False)),
                             last=specials("<|endoftext|>")),
    "split-previous": dict(pre=split_then_bytes(split(" ", "MergedWithPrevious", kind="String"),
                                                split(r"\d", "MergedWithNext")),
                           last=specials("<|endoftext|>")),
    "split-next": dict(pre=split_then_bytes(split(r"\s+", "MergedWithNext"),
                                            split(r"[,;.!?]", "Contiguous"),
                                            split(r"(?<=[a-z])(?=[A-Z])|_", "Removed")),
                       last=specials("<|endoftext|>")),
    "missing-bytes": dict(pre=byte_level(), last=specials("<|endoftext|>"), whole_alphabet=False),
    "missing-bytes-unknown": dict(pre=byte_level(), first=specials("<unk>"), unknown="<unk>",
                                  whole_alphabet=False),
    "missing-bytes-fused": dict(pre=byte_level(), first=specials("<unk>"), unknown="<unk>",
                                fuse_unknown=True, whole_alphabet=False),
    "clip": dict(norm=sequence("normalizers", {"type": "NFC"}, replace(r"\s+", " ", "Regex"),
                               {"type": "Lowercase"}),
                 pre=sequence("pretokenizers", split(CLIP, "Removed", invert=True), byte_level()),
                 post={"type": "RobertaProcessing", "sep": ["<|endoftext|>", 0],
                       "cls": ["<|startoftext|>", 0], "trim_offsets": False,
                       "add_prefix_space": False},
                 decoder=byte_level(prefix=True), prefix="", suffix="</w>", unknown="<|endoftext|>",
                 last=[token("<|startoftext|>", normalized=True), token("<|endoftext|>")]),
}

LLAMA_SPECIALS = specials("<unk>", "<s>", "</s>")
SENTENCEPIECE_LIKE = {
    "llama2": dict(norm=sequence("normalizers", {"type": "Prepend", "prepend": "▁"}, replace(" ", "▁")),
                   pre=None, post=template(before=["<s>"]), decoder=LLAMA_DECODER,
                   first=LLAMA_SPECIALS),
    "phi3": dict(norm=sequence("normalizers", {"type": "Prepend", "prepend": "▁"}, replace(" ", "▁")),
                 pre=None, post=template(), decoder=LLAMA_DECODER,
                 first=specials("<unk>", "<s>") + [token("</s>", special=False, rstrip=True)],
                 last=specials("<|endoftext|>")
                 + [token("<|user|>", rstrip=True), token("<|end|>", rstrip=True)]),
    "mistral-metaspace": dict(norm=None, pre=METASPACE, post=template(before=["<s>"]),
                              decoder=LLAMA_DECODER,
                              first=LLAMA_SPECIALS + specials("[INST]", "[/INST]")),
    "metaspace-always": dict(norm=None, pre=METASPACE | {"prepend_scheme": "always", "split": True},
                             decoder={"type": "Metaspace", "replacement": "▁",
                                      "prepend_scheme": "always", "split": True},
                             first=LLAMA_SPECIALS, byte_fallback=False),
    "metaspace-never": dict(norm={"type": "NFKC"}, pre=METASPACE | {"prepend_scheme": "never"},
                            decoder=GEMMA_DECODER, first=LLAMA_SPECIALS, fuse_unknown=False,
                            byte_fallback=False),
    "metaspace-older": dict(norm=None, pre={"type": "Metaspace", "replacement": "▁",
                                            "add_prefix_space": True},
                            decoder={"type": "Metaspace", "replacement": "▁",
                                     "add_prefix_space": True}, first=LLAMA_SPECIALS),
    "gemma": dict(norm=replace(" ", "▁"), pre=split(" ", "MergedWithPrevious", kind="String"),
                  post=template(before=["<bos>"]), decoder=GEMMA_DECODER,
                  first=specials("<pad>", "<eos>", "<bos>", "<unk>")
                  + [token("\n" * count, special=False) for count in range(1, 6)]
                  + [token("▁" * count, special=False) for count in range(2, 9)]
                  + [token(f"<{tag}>", special=False) for tag in ["table", "tr", "td", "/td"]]),
    "no-fallback": dict(norm=replace(" ", "▁"), pre=None, decoder=GEMMA_DECODER, byte_fallback=False,
                        unknown=None, first=specials("<s>")),
}

SENTENCEPIECE_MODELS = {
    "sp-bpe": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="identity",
                   remove_extra_whitespaces=False, split_digits=True),
    "sp-bpe-rules": dict(model_type="bpe", byte_fallback=True),
    "sp-bpe-bare": dict(model_type="bpe", normalization_rule_name="identity",
                        add_dummy_prefix=False, remove_extra_whitespaces=False),
    "sp-bpe-trim": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="identity",
                        remove_extra_whitespaces=True, user_defined_symbols=[
                            "<mask>", "<|endoftext|>", "  ", "\n", "▁the▁", "..."]),
    "sp-bpe-suffix": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="identity",
                          treat_whitespace_as_suffix=True, split_by_whitespace=False),
    "sp-unigram": dict(model_type="unigram", byte_fallback=True, normalization_rule_name="identity",
                       remove_extra_whitespaces=False, split_digits=True),
    "sp-unigram-trim": dict(model_type="unigram", normalization_rule_name="identity",
                            user_defined_symbols=["<mask>", "..."]),
}
