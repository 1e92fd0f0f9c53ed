"""Writes the golden words of this folder with the reference libraries.

    python3 -m venv venv && venv/bin/pip install tokenizers==0.23.3 tiktoken==0.14.0
    venv/bin/python Tests/TokensTests/Fixtures/splitting/make.py [random cases per list, its folder]

Each line of steps.jsonl.zst is a list of pre-tokenizer steps with the words that Hugging Face tokenizers
cuts each text into; each line of patterns.jsonl.zst is a pattern name with the words of tiktoken. A word
is a string, or an array of bytes where it is not UTF-8. With arguments, random texts take the place of
the texts below, for a longer check.
"""

import json
import pathlib
import random
import subprocess
import sys

import tiktoken
from tiktoken_ext import openai_public
from tokenizers import Regex, pre_tokenizers as pre

TEXTS = [
    "", " ", "a", "'", "Hello world", "  two   spaces ", "trail \t", "tab\tx \ty",
    "a\r\nb\r\n\r\n  c\n\r d\n", "\n\n\nx \n \n y", "x\r\n", "  \r", "end\n  ", "\n \n",
    "we'll THEY'VE I'M 'tis don'T he'D X'S 's 'RE 'Ll'lL", "a'\u017fb '\u017f A'\u017fc'st",
    "a'\u212ab \u212a'k", "no\u00a0break\u00a0 \u00a0x", "\u3000ideo\u3000 graphic\u3000",
    "nel\u0085x \u0085 \u0085y\u2028z\u2029", "\U0001f469\u200d\U0001f4bb \U0001f1e9\U0001f1ea\ufe0f!",
    "e\u0301te\u0301 \u0301a x\u0301\u0302Y \u0301", "\u0301ABC\u0301def \u0301\u0301 A\u0301b",
    "\u0661\u0662\u0663\u0664 \u0967\u0968 1234567 \u0e51", "\u216b\u2163 \u00bd\u00b2x\u00b3 \u3007\u4e00",
    "aaaaaaaaaaaaaaaa" * 3, "1" * 20 + " " * 20 + "!" * 20, "\u1112\u1161\u11ab\ud55c\uad6d \u1100",
    "\u01c5abc \u01c5\u01c6\u01c4 \u1f88x", "\u0378\u0379a \U000e0080 \U0010ffff \ue000",
    "a\u180eb\ufeffc \u200b\u200c\u200d\u2060d", "camelCaseHTTPServer iPhone XMLHttp",
    "\u4e2d\u6587ABCdef \u4e2dA\u6587b \u30ab\u30bf\u30ab\u30ca\u3042", "A\u4e2dBC D\u02b0E \u02b0",
    "x=1;y+=22.5 /* c */ // a/b\n/\n!/\n\n", "http://a.b/c?d=e&f=g#h", "\"quoted\" (x) [y] {z} <w>",
    "\u00bfqu\u00e9? \u201csmart\u201d \u2018s \u2019s don\u2019t", "\u166d\u061d\ua876 \U000111c9\u2e52",
    "\U00011de0\U00011de5 \U00016ff4", "\u2581meta\u2581 \u2581\u2581x ", " _under__score_ -",
    "\u00c3\u00b2 \u00b2\u00b3\u00b9 caf\u00e9 na\u00efve", "\x00\x01 \x7f\x1b[0m", "\u24b6\u24d0 \u2160\u0345",
    "ab12cd 3 45 678 9012 00000", "\ufffd \u2e2f\u0640 \u0e33\u0eb3", "\u00df ss \u1e9e SS \ufb06 st \u0130\u0131",
]

# What a longer check draws from, besides any scalar at all.
COMMON = list(" \t\r\n\u0085\u00a0\u3000\u2028'\u2019abstmdrelvSTLAZ019/!-_.\u017f\u01c5\u0301\u0903\u4e2d\u3042"
              "\u00b2\u216b\u0661\u2581\u180e\ufeff\u200d\U0001f600\u0378\ufffd\u02b0\u00e9\u00c9")


def random_texts(count, seed):
    draw = random.Random(seed)
    texts = []
    for _ in range(count):
        pool = draw.sample(COMMON, draw.randint(1, 12)) if draw.random() < 0.7 else COMMON
        text = []
        for _ in range(draw.randint(0, 40)):
            scalar = draw.choice(pool)
            if draw.random() < 0.08:
                scalar = chr(draw.randrange(0x110000))
                scalar = "a" if 0xD800 <= ord(scalar) < 0xE000 else scalar
            text += [scalar] * (draw.randint(2, 9) if draw.random() < 0.1 else 1)
        texts.append("".join(text))
    return texts


GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
          r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace("{1,3}", "")
BEHAVIORS = ["removed", "isolated", "mergedWithPrevious", "mergedWithNext", "contiguous"]
EXPRESSIONS = [
    r"\w+", r"\W+", r"[\w]+", r"[^\w]+", r"\b", r"\B.", r"\d", r"\h+", r"\S+\s*", r".+", r"(?m:.+)", r"^.", r".$",
    r"\A.", r".\Z", r".\z", r"\p{Lu}\p{Ll}*", r"\P{L}+", r"\p{^L}+", r"\p{M}", r"\p{S}|\p{P}", r"[\p{LC}\p{Nd}]+",
    r"\p{Han}+", r"[\p{Hiragana}\p{Katakana}]", r"\p{Hangul}", r"\p{Latin}+", r"\p{Cyrillic}|\p{Greek}", r"\p{Z}",
    r"[a-z&&[^aeiou]]+", r"[a-c[0-9]x]+", r"[^a[0-9]]+", r"[[:alpha:]]+", r"[[:^alpha:]]", r"[[:punct:]]",
    r"[[:upper:]][[:lower:]]*", r"[[:graph:]]+", r"[[:print:]]+", r"[[:space:]]+", r"[]a]+", r"[a\-]", r"[-a]", r"[+--]",
    r"(?i)abc|'s", r"(?i:[^a-z])+", r"(?i)\p{Lu}+", r"(?i)\P{Lu}+", r"(?i:k)", r"a(?i)b|c", r"(?i:[a-z]+)", r"(?-i:a)",
    r"\d{1,3}+", r"\d{2,}", r"a{,2}", r"\d{3}", r"a{1", r"a+?", r"a?+b", r"a*+", r"x*", r"a**", r"(?:ab)+", r"(\w)(\s)",
    r"(?<w>\w)!", r"(?>a+)b", r"(?<=a)b", r"(?<!a)\w", r"(?<=ab|c)d", r"a(?#comment)b", r"\x41", r"\x{4e2d}", r"\u3042",
    r"\t|\e|\v|\f", r"[\b\x00-\x1f]", r"[\s&&[^\n]]+", r"", r"$", r"a|", r"\s+$", r"[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+",
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    r"[0-9][0-9][0-9]", r"[一-龥぀-ゟ゠-ヿ]+", r"\p{N}{1,3}(?=(?:\p{N}{3})*(?!\p{N}))", r"[A-Z]{2,}(?![a-z])",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|"
    r" ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r" ?[^(\s|[.,!?…。，、।۔،])]+",
]


def split(expression, behavior="isolated", inverted=False):
    return {"kind": "split", "expression": expression, "behavior": behavior, "isInverted": inverted}


def literal(text, behavior="isolated", inverted=False):
    return {"kind": "split", "literal": text, "behavior": behavior, "isInverted": inverted}


def byte_level(prefix=False, splits=True):
    return {"kind": "byteLevel", "addsPrefixSpace": prefix, "splits": splits}


def metaspace(prepend, splits):
    return {"kind": "metaspace", "literal": "\u2581", "prepend": prepend, "splits": splits}


def lists(o200k):
    yield from ([split(e)] for e in EXPRESSIONS + [GPT2, LLAMA3, QWEN2, o200k])
    for behavior in BEHAVIORS:
        for inverted in (False, True):
            yield [split(r"\d+|\s", behavior, inverted)]
            yield [literal("a", behavior, inverted)]
        yield [split("x*", behavior)]
        yield [{"kind": "punctuation", "behavior": behavior}]
    for individually in (False, True):
        yield [{"kind": "digits", "individually": individually}]
    for kind in ("whitespace", "whitespaceSplit", "bert"):
        yield [{"kind": kind}]
    yield [{"kind": "characterDelimiter", "literal": " "}]
    yield [{"kind": "characterDelimiter", "literal": "\u2581"}]
    for prefix in (False, True):
        for splits in (False, True):
            yield [byte_level(prefix, splits)]
    for prepend in ("first", "always", "never"):
        for splits in (False, True):
            yield [metaspace(prepend, splits)]
        yield [{"kind": "whitespaceSplit"}, metaspace(prepend, True)]
    yield [split(LLAMA3), byte_level(False, False)]
    yield [split(QWEN2, "removed", True), byte_level(True, False)]
    yield [{"kind": "digits", "individually": True}, byte_level()]
    # Falcon, StarCoder, DeepSeek and the like.
    yield [{"kind": "punctuation", "behavior": "contiguous"}, byte_level(),
           {"kind": "digits", "individually": False}, split("[0-9][0-9][0-9]")]
    yield [byte_level(True), {"kind": "digits", "individually": True}]
    yield [split("[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split("[一-龥ࠀ-一가-퟿]+"),
           {"kind": "digits", "individually": True}, byte_level(False, False)]
    yield [split(r"\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(EXPRESSIONS[-2]), byte_level(False, False)]


def step(s):
    kind = s["kind"]
    spelled = {"mergedWithPrevious": "merged_with_previous", "mergedWithNext": "merged_with_next"}
    behavior = spelled.get(s.get("behavior"), s.get("behavior"))
    if kind == "split":
        pattern = s["literal"] if "literal" in s else Regex(s["expression"])
        return pre.Split(pattern, behavior, s["isInverted"])
    if kind == "digits":
        return pre.Digits(s["individually"])
    if kind == "punctuation":
        return pre.Punctuation(behavior)
    if kind == "characterDelimiter":
        return pre.CharDelimiterSplit(s["literal"])
    if kind == "byteLevel":
        return pre.ByteLevel(s["addsPrefixSpace"], use_regex=s["splits"])
    if kind == "metaspace":
        return pre.Metaspace(s["literal"], s["prepend"], s["splits"])
    return {"whitespace": pre.Whitespace, "whitespaceSplit": pre.WhitespaceSplit,
            "bert": pre.BertPreTokenizer}[kind]()


def alphabet():
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    others = [b for b in range(256) if b not in printable]
    table = {chr(b): b for b in printable}
    table.update({chr(256 + n): b for n, b in enumerate(others)})
    return table


ALPHABET = alphabet()


def word(data):
    try:
        # A decoder may take a byte order mark at the start for a mark of its own.
        return list(data) if data.startswith(b"\xef\xbb\xbf") else data.decode()
    except UnicodeDecodeError:
        return list(data)


def hugging_face(steps, text):
    words = pre.Sequence([step(s) for s in steps]).pre_tokenize_str(text)
    if any(s["kind"] == "byteLevel" for s in steps):
        return [word(bytes(ALPHABET[c] for c in w)) for w, _ in words]
    return [word(w.encode()) for w, _ in words]


def tiktoken_words(expression, text):
    """Every piece of the text is a token, so that each word is one."""
    data = text.encode()
    pieces = {data[i:j] for i in range(len(data)) for j in range(i + 1, len(data) + 1)}
    pieces |= {bytes([b]) for b in range(256)}
    ranks = {piece: rank for rank, piece in enumerate(sorted(pieces, key=lambda p: (len(p), p)))}
    encoding = tiktoken.Encoding("words", pat_str=expression, mergeable_ranks=ranks, special_tokens={})
    return [word(encoding.decode_single_token_bytes(t)) for t in encoding.encode_ordinary(text)]


def main():
    openai_public.load_tiktoken_bpe = lambda *args, **kwargs: {}
    expressions = {"gpt2": openai_public.r50k_pat_str, "cl100k": openai_public.cl100k_base()["pat_str"],
                   "o200k": openai_public.o200k_base()["pat_str"]}
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    folder = pathlib.Path(sys.argv[2]) if count else pathlib.Path(__file__).parent
    with open(folder / "steps.jsonl", "w") as file:
        for number, steps in enumerate(lists(expressions["o200k"])):
            texts = random_texts(count, number) if count else TEXTS
            cases = [{"text": word(t.encode()), "words": hugging_face(steps, t)} for t in texts]
            json.dump({"steps": steps, "cases": cases}, file, ensure_ascii=False)
            file.write("\n")
    with open(folder / "patterns.jsonl", "w") as file:
        for name, expression in expressions.items():
            texts = random_texts(count, len(name)) if count else TEXTS
            cases = [{"text": word(t.encode()), "words": tiktoken_words(expression, t)} for t in texts]
            json.dump({"pattern": name, "cases": cases}, file, ensure_ascii=False)
            file.write("\n")
    for name in ("steps.jsonl", "patterns.jsonl"):
        subprocess.run(["zstd", "-19", "-q", "--rm", "-f", str(folder / name)], check=True)


main()
