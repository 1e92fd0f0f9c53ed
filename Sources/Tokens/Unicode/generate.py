"""Writes the tables of scalar properties beside this file.

    python3 -m venv venv
    venv/bin/pip install unicodedata2==16.0.0 regex==2024.11.6 tokenizers==0.23.3
    venv/bin/python Sources/Tokens/Unicode/generate.py

Unicode 16.0: what the regular expressions of Hugging Face tokenizers 0.23.3 (Oniguruma) and of
tiktoken 0.14.0 (fancy-regex) follow. Both were asked for every general category and white space of
every scalar; they agree with each other and with these tables everywhere. Three places differ:
- `Punctuation` and `BertPreTokenizer` of tokenizers follow the categories of Unicode 8.0, `Digits`
  those of Unicode 17.0; both sets are asked of tokenizers itself;
- a bare `\\w` of Oniguruma also takes the superscripts and fractions of Latin-1, which a `\\w` in
  brackets does not (see `PropertyNames.swift`).
"""

import pathlib

import regex
import unicodedata2
from tokenizers import pre_tokenizers

assert unicodedata2.unidata_version == "16.0.0" and regex.__version__ == "2.5.148"

FOLDER = pathlib.Path(__file__).parent
# In the order of the cases of GeneralCategory.
CATEGORIES = (
    "Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co"
).split()
SCRIPTS = (
    "Arabic Armenian Bengali Bopomofo Common Cyrillic Devanagari Ethiopic Georgian Greek Gujarati "
    "Gurmukhi Han Hangul Hebrew Hiragana Inherited Kannada Katakana Khmer Lao Latin Malayalam "
    "Mongolian Myanmar Oriya Sinhala Tamil Telugu Thai Tibetan"
).split()
SURROGATES = range(0xD800, 0xE000)
TEXT = "".join(chr(c) for c in range(0x110000) if c not in SURROGATES)


def having(expression):
    """The scalars that an expression of the regex module matches."""
    return {ord(c) for c in regex.findall(expression, TEXT)}


def ranges(scalars):
    """Inclusive bounds of the runs of a set of scalars, in one list."""
    result = []
    for scalar in sorted(scalars):
        if result and result[-1] == scalar - 1:
            result[-1] = scalar
        else:
            result += [scalar, scalar]
    return result


def array(numbers):
    rows, row = [], " "
    for number in numbers:
        if len(row) + len(str(number)) + 2 > 100:
            rows.append(row)
            row = " "
        row += f" {number},"
    return "[\n" + "\n".join(rows + [row]) + "\n]"


def write(name, text):
    header = "// swift-format-ignore-file\n// Written by generate.py.\n\n"
    (FOLDER / name).write_text(header + text)


def traits():
    white, alphabetic = having(r"\p{White_Space}"), having(r"\p{Alphabetic}")
    step = pre_tokenizers.Punctuation("removed")
    kept = {ord(c) for word, _ in step.pre_tokenize_str(TEXT) for c in word}
    numbers, last = [], None
    for scalar in range(0x110000):
        value = CATEGORIES.index(unicodedata2.category(chr(scalar)))
        value |= 32 * (scalar in white) | 64 * (scalar in alphabetic)
        value |= 128 * (scalar not in kept and scalar not in SURROGATES)
        if value != last:
            numbers.append(scalar << 8 | value)
        last = value
    return numbers


def later_numbers():
    """Numbers of `Digits` that Unicode 16.0 does not assign."""
    spaced = "a" + "a".join(TEXT) + "a"
    words = pre_tokenizers.Digits(individual_digits=True).pre_tokenize_str(spaced)
    found = {ord(word) for word, _ in words if len(word) == 1 and word != "a"}
    return {c for c in found if unicodedata2.category(chr(c)) == "Cn"}


def case_folding():
    """(scalar, its simple case folding) where they differ: the least scalar of an orbit."""
    # The regex module also lets the Turkish I with and without a dot equal i, which no peer does.
    turkish = {0x130, 0x131}
    cased = having(r"[\p{Changes_When_Casemapped}\p{Cased}]") - turkish
    cased = "".join(map(chr, sorted(cased)))
    pairs = []
    for character in cased:
        orbit = regex.findall("(?i)" + regex.escape(character), cased)
        least = min(orbit, default=character)
        if least < character:
            pairs += [ord(character), ord(least)]
    return pairs


def long_foldings():
    """What Oniguruma also matches by more than one scalar when case is ignored."""
    folded = {c: c.casefold() for c in TEXT if len(c.casefold()) > 1}
    return {ord(c) for c in folded}, sorted(set(folded.values()))


def main():
    write("ScalarTraitRuns.swift",
          "/// Where the traits of scalars change: `scalar << 8 | traits`, ascending; Unicode 16.0.\n"
          "///\n/// Traits: general category in the low five bits, then the bits of `ScalarTraits`.\n"
          f"let scalarTraitRuns: [UInt32] = {array(traits())}\n\n"
          "/// Bounds of the ranges of numbers that only Unicode 17.0 has.\n"
          f"let laterNumberBounds: [UInt32] = {array(ranges(later_numbers()))}\n")
    named = {name.lower(): having(rf"\p{{Script={name}}}") for name in SCRIPTS}
    named["uppercase"], named["lowercase"] = having(r"\p{Uppercase}"), having(r"\p{Lowercase}")
    cases = "\n".join(f'  case "{name}": {name}Bounds' for name in named)
    tables = "\n".join(
        f"private let {name}Bounds: [UInt32] = " + array(ranges(named[name])) for name in named)
    write("NamedScalarBounds.swift",
          "/// Bounds of the ranges of scalars of a script, or of a property other than categories, by its\n"
          "/// name in small letters; nil for a name that has no table. Unicode 16.0.\n"
          "func namedScalarBounds(_ name: String) -> [UInt32]? {\n  switch name {\n"
          + cases + "\n  default: nil\n  }\n}\n\n" + tables + "\n")
    scalars, texts = long_foldings()
    quoted = ", ".join('"' + "".join(f"\\u{{{ord(c):X}}}" for c in text) + '"' for text in texts)
    write("CaseFoldings.swift",
          "/// Pairs of a scalar and the least scalar that differs from it only in case; Unicode 16.0.\n"
          f"let caseFoldingPairs: [UInt32] = {array(case_folding())}\n\n"
          "/// Bounds of the ranges of scalars whose full case folding is longer than one scalar.\n"
          f"let longFoldingBounds: [UInt32] = {array(ranges(scalars))}\n\n"
          "/// The full case foldings that are longer than one scalar.\n"
          f"let longFoldings: [String] = [{quoted}]\n")


main()
