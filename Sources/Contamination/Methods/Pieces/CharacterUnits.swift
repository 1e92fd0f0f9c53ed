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
      let classes = ScalarTables.shared.classes
      text.withUnsafeBufferPointer { buffer in
        let limit = min(buffer.count, Int(Int32.max))
        ascii.withUnsafeBufferPointer { ascii in
          units.fill(capacity: limit) { hashes, starts, ends in
            guard let bytes = buffer.baseAddress else { return 0 }
            var count = 0
            var offset = 0
            while offset < limit {
              var length = 1
              var hash: UInt64 = 0
              if bytes[offset] < 0x80 {
                hash = ascii[Int(bytes[offset])]
              } else {
                let scalar = DecodedScalar(at: offset, of: bytes, end: buffer.count)
                length = scalar.length
                if classes[Int(scalar.value)] & ScalarClass.alphanumeric.rawValue != 0 {
                  hash = Self.hash(scalar.value)
                }
              }
              // Written in any case, kept by counting: most characters are units.
              hashes[count] = hash
              starts[count] = Int32(truncatingIfNeeded: offset)
              ends[count] = Int32(truncatingIfNeeded: offset &+ length)
              count &+= hash == 0 ? 0 : 1
              offset &+= length
            }
            return count
          }
        }
      }
    }
  }
}
