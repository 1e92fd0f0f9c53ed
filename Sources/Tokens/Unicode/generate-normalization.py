#!/usr/bin/env python3
"""Writes the Unicode tables of Sources/Tokens/Normalization beside this script.

    pip install tokenizers==0.23.3 unicodedata2
    python3 generate-normalization.py

Ids must be those of Hugging Face tokenizers, whose parts follow different versions of Unicode (normalization 9.0, the
categories of BertNormalizer 8.0, lower case and grapheme clusters a recent one). So every scalar is shown to tokenizers
itself, and mappings and combining classes of a current Unicode are taken only where it knows them. The script stops when
the two disagree in any other way than by age.
"""

import os
import struct

import unicodedata2 as unicode
from tokenizers import normalizers

HERE = os.path.dirname(os.path.abspath(__file__))
SCALARS = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
NFC, NFD, NFKC, NFKD = (
    getattr(normalizers, name)().normalize_str for name in ("NFC", "NFD", "NFKC", "NFKD")
)


def is_hangul(scalar):
    return 0xAC00 <= ord(scalar) <= 0xD7A3


def decompositions():
    """One step of decomposition per scalar: header (scalar, length << 21, compatibility << 26, composes << 27), mapping."""
    table = []
    for scalar in SCALARS:
        for form, name in ((NFD, "NFD"), (NFKD, "NFKD")):
            found = form(scalar)
            assert found in (scalar, unicode.normalize(name, scalar)), hex(ord(scalar))
        if NFKD(scalar) == scalar or is_hangul(scalar):
            continue
        parts = unicode.decomposition(scalar).split()
        compatibility = parts[0].startswith("<")
        mapping = [int(part, 16) for part in parts[compatibility:]]
        assert compatibility == (NFD(scalar) == scalar)
        composes = not compatibility and NFC("".join(map(chr, mapping))) == scalar and len(mapping) == 2
        table.append(ord(scalar) | len(mapping) << 21 | compatibility << 26 | composes << 27)
        table.extend(mapping)
    return table


def combining_classes():
    """scalar << 8 | class where the canonical combining class changes."""
    classes = {}
    for scalar in SCALARS:
        value = unicode.combining(scalar)
        moves = NFD("a\u0345" + scalar) != "a\u0345" + NFD(scalar) or NFD("a" + scalar + "\u0334") != "a" + NFD(
            scalar) + "\u0334"
        if moves and NFD(scalar) == scalar or scalar in "\u0345\u0334":
            assert value, hex(ord(scalar))
            classes[scalar] = value
        elif NFD(scalar) != scalar and unicode.combining(NFD(scalar)[0]):
            classes[scalar] = value  # marks that decompose into marks
    representatives = {}
    for scalar, value in classes.items():
        if NFD(scalar) == scalar:
            representatives.setdefault(value, scalar)
    for scalar, value in classes.items():
        for other, mark in representatives.items():
            if NFD(scalar) == scalar:
                assert (NFD("a" + scalar + mark) != "a" + scalar + mark) == (value > other)
                assert (NFD("a" + mark + scalar) != "a" + mark + scalar) == (value < other)
    return boundaries(lambda scalar: classes.get(scalar, 0), 8)


def lowercase():
    """Pairs of a scalar and its lower case; U+0130, the only one with two, is left out."""
    lower = normalizers.Lowercase().normalize_str
    table = []
    for scalar in SCALARS:
        mapped = lower(scalar)
        if mapped != scalar and scalar != "\u0130":
            assert len(mapped) == 1
            table += [ord(scalar), ord(mapped)]
    assert lower("\u0130") == "i\u0307" and lower("ΑΣ") == "ασ"  # no final sigma
    return table


def properties():
    """scalar << 4 | bits: 1 mark, 2 nonspacing mark of BertNormalizer, 4 control of BertNormalizer, 8 white space."""
    marks = normalizers.StripAccents().normalize_str
    bert = dict(handle_chinese_chars=False, lowercase=False)
    nonspacing = normalizers.BertNormalizer(clean_text=False, strip_accents=True, **bert).normalize_str
    clean = normalizers.BertNormalizer(clean_text=True, strip_accents=False, **bert).normalize_str
    strip = normalizers.Strip().normalize_str

    def bits(scalar):
        removed = all(NFD(part) == part and nonspacing(part) == "" for part in NFD(scalar))
        return (
            (marks(scalar) == "")
            | (removed and NFD(scalar) == scalar) << 1
            | (clean(scalar) == "") << 2
            | (strip(scalar + "a") == "a") << 3
        )

    return boundaries(bits, 4)


def charsmap(first_bytes):
    """A SentencePiece charsmap that replaces whatever starts with one of some bytes by "x"."""
    units = [0] * 0x400
    units[0] = 0x100 << 10
    for byte in first_bytes:
        units[0x100 ^ byte] = 0x200 << 10 | 1 << 8 | byte
        units[0x300 ^ byte] = 1 << 31
    blob = struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + b"x\0"
    return normalizers.Precompiled(blob).normalize_str


def graphemes():
    """scalar << 8 | bits of GraphemeBreak: what tokenizers joins, seen through charsmaps that drop the rest of a cluster."""
    ascii_only = charsmap(b"a")
    all_leads = charsmap(bytes(range(1, 0x61)) + bytes(range(0x62, 0x80)) + bytes(range(0xC2, 0xF5)))
    copyright_only = charsmap(b"\xc2")
    ka, virama, acute, joiner, copyright = "\u0915", "\u094d", "\u0301", "\u200d", "\u00a9"
    three_bytes = charsmap(range(0xE0, 0xF0))
    extends = {s for s in SCALARS if ascii_only("a" + s) == "x"}
    # "x" of a whole cluster drops the accent; a cluster of six bytes or more keeps it.
    keeps_accent = lambda text: text.endswith(acute)

    def bits(scalar):
        joins = scalar in extends
        size = len(scalar.encode())
        prepends = scalar != "a" and not joins and all_leads(scalar + "a") == "x"
        if size < 4:
            controls = not joins and scalar not in "a" and all_leads(scalar + "\u0308") != "x"
        else:
            controls = not joins and (unicode.category(scalar) == "Cf" or 0xE0000 <= ord(scalar) < 0xE1000) and not prepends
        pictograph = not joins and copyright_only(copyright + joiner + scalar)[1:2] == joiner
        between = joins and keeps_accent(copyright_only(copyright + scalar + joiner + copyright + acute))
        consonant = not joins and not controls and size == 3 and keeps_accent(three_bytes(ka + virama + scalar + acute))
        linker = joins and keeps_accent(three_bytes(ka + scalar + ka + acute))
        conjunct = joins and keeps_accent(three_bytes(ka + virama + scalar + ka + acute))
        return (joins | prepends << 1 | controls << 2 | pictograph << 3 | between << 4 | consonant << 5 | linker << 6
                | conjunct << 7)

    return boundaries(bits, 8)


def boundaries(value, shift):
    """scalar << shift | value wherever the value changes."""
    table, last = [], 0
    for scalar in SCALARS:
        now = value(scalar)
        if now != last:
            table.append(ord(scalar) << shift | now)
            last = now
    if last:
        table.append(0x110000 << shift)
    return table


def write(file, name, comment, table):
    lines = ["// swift-format-ignore-file", ""]
    lines += ["/// " + line if line else "///" for line in comment]
    lines += ["///", "/// Generated by generate-normalization.py from tokenizers 0.23.3.", f"let {name}: [UInt32] = ["]
    row = " "
    for number in table:
        text = f" 0x{number:X},"
        if len(row) + len(text) > 99:
            lines.append(row)
            row = " "
        row += text
    lines += [row, "]", ""]
    with open(os.path.join(HERE, file + ".swift"), "w") as out:
        out.write("\n".join(lines))
    print(file, len(table))


write("Decompositions", "decompositionSteps", [
    "One step of decomposition per scalar of Unicode 9.0, without the syllables of Hangul.", "",
    "A header, `scalar | length << 21 | isCompatibility << 26 | composes << 27`, then the mapping;",
    "`composes` means that NFC puts the two scalars of the mapping together again."], decompositions())
write("CombiningClassBoundaries", "combiningClassBoundaries", [
    "Where the canonical combining class of Unicode 9.0 changes: `scalar << 8 | class`, ascending."],
    combining_classes())
write("LowercaseMappings", "lowercaseMappings", [
    "Pairs of a scalar and its lower case by Unicode 17.0, ascending, without U+0130 (which has two)."], lowercase())
write("TextPropertyBoundaries", "textPropertyBoundaries", [
    "Where the bits of `TextProperty` change: `scalar << 4 | bits`, ascending."], properties())
write("GraphemeBreakBoundaries", "graphemeBreakBoundaries", [
    "Where the bits of `GraphemeBreak` change: `scalar << 8 | bits`, ascending."], graphemes())
