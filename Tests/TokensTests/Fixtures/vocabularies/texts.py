"""The texts that every vocabulary of this folder is tried on: hand-written traps and seeded fuzz."""
import random

# Whitespace of every kind that a split pattern or a normalizer may treat differently.
SPACES = [" ", "  ", "   ", "\t", "\n", "\r", "\r\n", "\n\n", "\n\n\n", " \n", "\n ", "\u00a0",
          "\u3000", "\u2028", "\u2029", "\u0085", "\u2003", "\u200a", "\u1680", "\u000b", "\u000c",
          "\u001c", "\u001f", "\u200b", "\u180e", "\ufeff", "\u2060", "\u00ad"]

NASTY = [
    "",
    " ",
    "  ",
    "\n",
    "a",
    " a",
    "a ",
    "  a  ",
    "Hello, world!",
    "The ferry left at dawn. Nobody saw it go, and nobody asked why.",
    "   leading and trailing spaces   ",
    "two  spaces   three    four     eight        sixteen                24                        .",
    "\ttab\t\ttabs\t\t\tmore \t mixed\t ",
    "line\nline\r\nline\rline\n\nline\n\n\nline \n line\n \n",
    "\n\n\n\n\n",
    " \n \n \n",
    "\r\n\r\n\r\n",
    "I'm you're he's we'll they'd I've don't can't O'Brien 'tis 'S 'T 'RE 'VE 'M 'LL 'D I'M YOU'RE HE'S",
    "x's'll're've'd'm't 'sing 'llama 'real 'venus 'dawn 'mint 'tea \u2019s \u2019re",
    "'\u017f '\u017fx it'\u017f K\u212a 'K\u212a",
    "1 12 123 1234 12345 123456 1234567 1,234,567.89 3.14159 1e-10 0xFF 2026-11-21 12:45:00",
    "\u0661\u0662\u0663 \u0967\u0968\u0969 \uff11\uff12\uff13 \u2460\u2461 \u00bd\u00be \u2167 x\u00b2 \U0001d7d8\U0001d7d9",
    "a1b2c3 v2.0.1 covid19 4th 2nd b00k",
    "CamelCaseWord HTTPServer iPhone McDonald XMLHttpRequest aB Ab AB ab aBC ABc ABC ABCd",
    "snake_case_word kebab-case-word __init__ a_b -- --- ____ ...... ?!?! ((( ))) [[ ]] {{ }} <<< >>>",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "a.b,c;d:e!f?g(h)i[j]k{l}m/n\\o|p\"q'r`s~t@u#v$w%x^y&z*",
    " . , ; : ! ? \u2026 \u3002 \uff0c \u3001 \u0964 \u06d4 \u060c",
    "def f(x):\n    if x > 0:\n        return x ** 2  # square\n\n    return -x\n",
    "for (int i = 0; i < n; ++i) {\n\tsum += a[i] * b[i];\t// dot\n}\n",
    "<html><body class=\"x\"><table><tr><td>1</td></tr></table></body></html>",
    "https://example.org/path?query=a%20b&c=d#part mail@example.org C:\\dir\\file.txt",
    "caf\u00e9 cafe\u0301 \u00c5 A\u030a \u212b na\u00efve r\u00e9sum\u00e9 \u1e69 s\u0323\u0307 s\u0307\u0323 \u1e0b\u0323",
    "\ufb01 \ufb03 \u00bd \u2460 \uff21\uff22\uff23 \u33a1 \u2122 \u00b5 \u017f \u1fe7 \u0132 \u01c6 \u2075 \uff8a\uff9f \ufdfa",
    "Stra\u00dfe STRASSE \u1e9e \u0130stanbul \u0131\u015f\u0131k \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2 \u039f\u0394\u039f\u03a3 \u01c5 \u0149 \u0390",
    "Die k\u00fchle Br\u00fccke \u00fcber den Flu\u00df; \u00c4pfel, \u00d6l und \u00dcbung.",
    "L'\u00e9t\u00e9 o\u00f9 le ch\u00e2teau br\u00fblait \u00ab d\u00e9j\u00e0 \u00bb, na\u00efvet\u00e9 \u0153uvre.",
    "\u0420\u0435\u043a\u0430 \u0442\u0435\u0447\u0451\u0442 \u0432 \u043c\u043e\u0440\u0435, \u0438 \u043d\u0438\u043a\u0442\u043e \u0435\u0439 \u043d\u0435 \u043c\u0435\u0448\u0430\u0435\u0442.",
    "\u0397 \u03b8\u03ac\u03bb\u03b1\u03c3\u03c3\u03b1 \u03b5\u03af\u03bd\u03b1\u03b9 \u03ae\u03c1\u03b5\u03bc\u03b7 \u03c3\u03ae\u03bc\u03b5\u03c1\u03b1.",
    "\u6cb3\u6c34\u6d41\u5411\u5927\u6d77\u3002\u9ec4\u91d1\u85cf\u5728\u6c99\u4e2d\uff0c\u6ca1\u6709\u4eba\u77e5\u9053\uff01123\u4e2a",
    "\u5ddd\u306f\u6d77\u3078\u6d41\u308c\u308b\u3002\u30ab\u30bf\u30ab\u30ca\u3068\u3072\u3089\u304c\u306a\u3001\u304c \u304b\u3099 \u30d1\u30d5\u30a1\u30fc\uff8a\uff9f",
    "\uac15\ubb3c\uc740 \ubc14\ub2e4\ub85c \ud750\ub978\ub2e4. \u1100\u1161\u11a8 \uac01 \u1112\u1161\u11ab\u1100\u1173\u11af",
    "\u0627\u0644\u0646\u0647\u0631 \u064a\u062c\u0631\u064a \u0625\u0644\u0649 \u0627\u0644\u0628\u062d\u0631\u060c \u0648\u0644\u0627 \u0623\u062d\u062f \u064a\u0633\u0623\u0644\u061f \u0645\u064e\u0631\u0652\u062d\u064e\u0628\u064b\u0627",
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "\u0928\u0926\u0940 \u0938\u092e\u0941\u0926\u094d\u0930 \u0915\u0940 \u0913\u0930 \u092c\u0939\u0924\u0940 \u0939\u0948\u0964 \u0915\u094d\u0937 \u095c \u0921\u093c",
    "\u0e41\u0e21\u0e48\u0e19\u0e49\u0e33\u0e44\u0e2b\u0e25\u0e25\u0e07\u0e2a\u0e39\u0e48\u0e17\u0e30\u0e40\u0e25 \u0e01\u0e33 \u0e19\u0e49\u0e4d\u0e32",
    "Ti\u1ebfng Vi\u1ec7t c\u00f3 d\u1ea5u: Vi\u0323\u0302t, \u0111\u01b0\u1eddng ph\u1ed1",
    "\U0001f600\U0001f680 \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd \u2764\ufe0f 1\ufe0f\u20e3 \u270c",
    "\U0001d49c\U0001d4b7 \U00020000\U0002a6d6 \U0001f02b \U00010400\U00010428 \U000e0041 \U0010fffd \ue000 \uffff \ufffe \ufdd0",
    "\u0000 \u0001\u0002 \u0007 \u001b[0m \u007f \u0080 \u009f \ufffd",
    "a\u0301\u0302\u0303\u0304\u0305\u0306 \u0301 \u0315\u0300\u05ae\u0062 e\u200d\u0301 \u200d \u200c \u0345\u0301\u0344",
    "\ufeffbyte order mark, and \ufeff inside",
    "a\u00a0b\u3000c\u2028d\u2029e\u0085f\u2003g\u200bh\u180ei\u1680j\u000bk\u000cl\u001cm\u001fn",
    "\u00a0\u00a0x \u3000\u3000y \u2003 z\u0085\u0085 w\u2028\u2028",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "thethethethethethethe ththththth ananananan nananana ....... =======------- \u2014\u2014\u2014",
    "\u2581under\u2581line\u2581 \u2581\u2581 _ \u2582 \u0120G \u010a \u0100",
    "<0x41> <0x0A> <0xC3><0xA9> <0xZZ> <unk> <s> </s> <pad>",
    "<s>x</s> <s> x </s>y <unk><unk> a<s>b",
    "x<|endoftext|>y <|endoftext|> <|endoftext|><|endoftext|>\n<|endoftext |> <|endoftex",
    "<|im_start|>user\nHi<|im_end|>\n<|im_start|> assistant<|im_end|> <|begin_of_text|><|eot_id|> x",
    "the <mask> stands  <mask>  here<mask>there <MASK> [CLS] [SEP] [MASK] [UNK] [INST] x [/INST]<extra_id_0>",
    "\u0918\u093c \u0958 \u1e9b\u0323 \u2126 \u212a \uf900 \U0002f800 \u0340 \u0341 \u0374 \u037e \u0387 \u2000 \u2329",
]

CLASSES = [
    (6, lambda r: chr(r.randint(0x61, 0x7A))),
    (2, lambda r: chr(r.randint(0x41, 0x5A))),
    (2, lambda r: chr(r.randint(0x30, 0x39))),
    (6, lambda r: r.choice(SPACES[:10])),
    (3, lambda r: r.choice(SPACES)),
    (3, lambda r: chr(r.randint(0x21, 0x7E))),
    (1, lambda r: chr(r.randint(0x00, 0x1F))),
    (1, lambda r: chr(r.randint(0x7F, 0xFF))),
    (2, lambda r: chr(r.randint(0x100, 0x24F))),
    (2, lambda r: chr(r.randint(0x300, 0x36F))),
    (1, lambda r: chr(r.randint(0x370, 0x58F))),
    (1, lambda r: chr(r.randint(0x590, 0x6FF))),
    (1, lambda r: chr(r.randint(0x900, 0xDFF))),
    (1, lambda r: chr(r.randint(0xE00, 0xEFF))),
    (1, lambda r: chr(r.randint(0x1100, 0x11FF))),
    (1, lambda r: chr(r.randint(0x1E00, 0x1FFF))),
    (2, lambda r: chr(r.randint(0x2000, 0x22FF))),
    (1, lambda r: chr(r.randint(0x2460, 0x27BF))),
    (2, lambda r: chr(r.randint(0x3000, 0x30FF))),
    (2, lambda r: chr(r.randint(0x4E00, 0x9FFF))),
    (1, lambda r: chr(r.randint(0xAC00, 0xD7A3))),
    (1, lambda r: chr(r.randint(0xF900, 0xFFFF))),
    (1, lambda r: chr(r.randint(0x10000, 0x10FFF))),
    (1, lambda r: chr(r.randint(0x1D100, 0x1D7FF))),
    (2, lambda r: chr(r.randint(0x1F000, 0x1FAFF))),
    (1, lambda r: chr(r.randint(0x20000, 0x2FA1F))),
    (1, lambda r: chr(r.randint(0xE0000, 0x10FFFF))),
    (1, lambda r: r.choice(["'s", "'LL", "'re", "n't", "\u0130", "\u017f", "\u212a", "\u00df", "\u01c5",
                            "the ", " and", "ing ", "\u2581", "e\u0301", "<s>", "<|endoftext|>"])),
]


def fuzz(count, seed, longest=40):
    """`count` strings of classes drawn by weight, in runs of one to four; no surrogates."""
    source = random.Random(seed)
    weights = [weight for weight, _ in CLASSES]
    texts = []
    for _ in range(count):
        text, length = "", source.randint(0, longest)
        while len(text) < length:
            _, draw = source.choices(CLASSES, weights)[0]
            for _ in range(source.randint(1, 4)):
                text += draw(source)
        texts.append(text)
    return texts


def everything():
    return NASTY + fuzz(60, seed=3)


def around(token):
    """An added token in the places where its strip flags and word borders show."""
    return [f"{token}", f"a{token}b", f" x  {token}  y ", f"{token}{token} {token}\n{token}\t",
            f"word{token}\u00e9{token}_{token}-", f"{token[:-1]} {token.upper()} {token.lower()}"]
