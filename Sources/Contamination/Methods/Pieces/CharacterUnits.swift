import Text

/// Letters, marks and numbers as units, one by one; everything else is passed over.
struct CharacterUnits: TextUnits {
  func makeSplitter() -> any TextUnitSplitter { Splitter() }

  private struct Splitter: TextUnitSplitter {
    /// For each ASCII byte its hash, or 0 for one that is no unit.
    private let ascii: [UInt64] = (UInt32(0)..<0x80).map { value in
      let isUnit = ScalarTables.shared.scalarClass(of: value).isDisjoint(with: .alphanumeric)
      return isUnit ? 0 : Self.hash(value)
    }

    private static func hash(_ value: UInt32) -> UInt64 {
      StableHash.finalize(UInt64(value) &+ StableHash.prime0)
    }

    mutating func split(_ text: Span<UInt8>, into units: inout UnitList) {
      units.removeAll()
      let classes = ScalarTables.shared.classes
      text.withUnsafeBufferPointer { buffer in
        guard let bytes = buffer.baseAddress else { return }
        let limit = min(buffer.count, Int(Int32.max))
        var offset = 0
        while offset < limit {
          let byte = bytes[offset]
          if byte < 0x80 {
            let hash = ascii[Int(byte)]
            if hash != 0 {
              units.append(
                hash: hash, start: Int32(truncatingIfNeeded: offset),
                end: Int32(truncatingIfNeeded: offset &+ 1))
            }
            offset &+= 1
            continue
          }
          let scalar = DecodedScalar(at: offset, of: bytes, end: buffer.count)
          if classes[Int(scalar.value)] & ScalarClass.alphanumeric.rawValue != 0 {
            units.append(
              hash: Self.hash(scalar.value), start: Int32(truncatingIfNeeded: offset),
              end: Int32(truncatingIfNeeded: offset &+ scalar.length))
          }
          offset &+= scalar.length
        }
      }
    }
  }
}
