/// The scalars that are left of one when its accents are taken off.
///
/// The canonical decomposition (NFD) without nonspacing marks (general category Mn): `é` gives `e`,
/// a combining accent nothing, a Hangul syllable its letters. Marks are dropped one by one, so their
/// canonical order does not matter.
enum BaseScalars {
  private static let entries: [UInt32: Range<Int>] = {
    var entries: [UInt32: Range<Int>] = [:]
    var offset = 0
    while offset < baseScalarTable.count {
      let count = Int(baseScalarTable[offset] >> 21)
      entries[baseScalarTable[offset] & 0x1F_FFFF] = offset + 1..<offset + 1 + count
      offset += 1 + count
    }
    return entries
  }()

  /// Appends the UTF-8 of what is left of a scalar value.
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    if value < 0xC0 {
      DecodedScalar.append(value, to: &bytes)
    } else if value &- 0xAC00 < 11172 {
      appendHangul(value - 0xAC00, to: &bytes)
    } else if let range = entries[value] {
      for left in baseScalarTable[range] { DecodedScalar.append(left, to: &bytes) }
    } else if !isNonspacingMark(value) {
      DecodedScalar.append(value, to: &bytes)
    }
  }

  /// Appends the two or three letters of a syllable (The Unicode Standard, section 3.12).
  private static func appendHangul(_ index: UInt32, to bytes: inout [UInt8]) {
    DecodedScalar.append(0x1100 + index / 588, to: &bytes)
    DecodedScalar.append(0x1161 + index % 588 / 28, to: &bytes)
    if index % 28 > 0 { DecodedScalar.append(0x11A7 + index % 28, to: &bytes) }
  }

  private static func isNonspacingMark(_ value: UInt32) -> Bool {
    guard ScalarTables.shared.scalarClass(of: value).contains(.mark),
      let scalar = Unicode.Scalar(value)
    else { return false }
    return scalar.properties.generalCategory == .nonspacingMark
  }
}
