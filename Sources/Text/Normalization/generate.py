"""Writes BaseScalarTable.swift beside this file.

    python3.11 Sources/Text/Normalization/generate.py

Only the standard library: Python 3.11 has Unicode 14.0, and 15.0 adds no canonical decomposition.
"""

import pathlib
import unicodedata

assert unicodedata.unidata_version == "14.0.0"

HANGUL = range(0xAC00, 0xD7A4)
HEAD = """\
// swift-format-ignore-file

/// Scalars with a canonical decomposition and what is left of it without nonspacing marks.
///
/// For each, ascending: the scalar | the number of scalars left << 21, then those. Without the
/// syllables of Hangul. Made by `generate.py` from Unicode 14.0 (15.0 adds none): the form NFD without
/// scalars of category Mn.
let baseScalarTable: [UInt32] = [
"""


def entries():
    for value in range(0x110000):
        character = chr(value)
        decomposed = unicodedata.normalize("NFD", character)
        if value in HANGUL or decomposed == character:
            continue
        left = [ord(c) for c in decomposed if unicodedata.category(c) != "Mn"]
        yield [value | len(left) << 21] + left


lines, line = [], " "
for number in (number for entry in entries() for number in entry):
    item = f" 0x{number:X},"
    if len(line + item) > 100:
        lines.append(line)
        line = " "
    line += item
lines.append(line)
path = pathlib.Path(__file__).parent / "BaseScalarTable.swift"
path.write_text(HEAD + "\n".join(lines) + "\n]\n")
