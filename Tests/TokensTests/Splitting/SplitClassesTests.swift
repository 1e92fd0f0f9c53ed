import Glibc
import Testing
import Tokens

@Suite struct SplitClassesTests {
  /// Class by the standard library's properties, for scalars that Unicode 16.0 assigns.
  static func expectedClass(_ value: UInt32) -> UInt8 {
    guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age, age.major <= 16,
      age.major < 16 || age.minor == 0
    else { return SplitClass.other }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return SplitClass.letter
    case .decimalNumber, .letterNumber, .otherNumber: return SplitClass.number
    default: return scalar.properties.isWhitespace ? SplitClass.whiteSpace : SplitClass.other
    }
  }

  static func boundaries() -> [UInt32] {
    var result: [UInt32] = []
    var last: UInt8?
    for value in UInt32(0)..<UInt32(SplitClassTable.scalarCount) {
      let current = expectedClass(value)
      if current != last { result.append(value << 2 | UInt32(current)) }
      last = current
    }
    return result
  }

  static func source(_ boundaries: [UInt32]) -> String {
    var lines = [
      "// swift-format-ignore-file", "",
      "/// Where the class of scalars changes: `scalar << 2 | class`, ascending; classes of "
        + "`SplitClass`.",
      "///",
      "/// Generated: `SLUICE_RECORD=1 swift test --filter SplitClasses` writes this file anew from the",
      "/// properties of scalars assigned by Unicode 16.0.",
      "let splitClassBoundaries: [UInt32] = [",
    ]
    for start in stride(from: 0, to: boundaries.count, by: 12) {
      let row = boundaries[start..<min(start + 12, boundaries.count)]
      lines.append("  " + row.map { "\($0)," }.joined(separator: " "))
    }
    return (lines + ["]", ""]).joined(separator: "\n")
  }

  @Test("the generated table agrees with the standard library on every scalar of Unicode 16.0")
  func tableIsFresh() {
    let table = SplitClassTable.shared.classes
    let expected = (UInt32(0)..<UInt32(SplitClassTable.scalarCount)).map(Self.expectedClass)
    let differing = expected.indices.filter { expected[$0] != table[$0] }
    #expect(differing.isEmpty, "first at U+\(String(differing.first ?? 0, radix: 16))")
    guard getenv("SLUICE_RECORD") != nil else { return }
    let parts = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let path = "/" + parts + "/Sources/Tokens/Splitting/SplitClassBoundaries.swift"
    guard let file = fopen(path, "w") else { return }
    fputs(Self.source(Self.boundaries()), file)
    fclose(file)
  }

  /// The checksum is zlib's CRC-32 over one byte per scalar, as matched by `\p{L}`, `\p{N}` and `\s`
  /// in Hugging Face tokenizers 0.23.3.
  @Test("the table equals what the regular expressions of Hugging Face tokenizers match")
  func tableEqualsReference() {
    let table = SplitClassTable.shared.classes
    var checksum: UInt32 = 0xFFFF_FFFF
    for index in 0..<SplitClassTable.scalarCount {
      checksum ^= UInt32(table[index])
      for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    #expect(~checksum == 3_472_537_213)
  }
}
