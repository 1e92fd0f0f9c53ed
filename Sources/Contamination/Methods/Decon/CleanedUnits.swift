import Text

/// The units of a text that is lowercased and freed of punctuation first, at their places in the text as
/// it was.
///
/// ASCII punctuation marks and symbols and every scalar of general category P become space; runs of white
/// space become one space, none stays at the ends.
struct CleanedUnits: TextUnits {
  let base: any TextUnits

  func makeSplitter() -> any TextUnitSplitter { Splitter(base: base.makeSplitter()) }

  private struct Splitter: TextUnitSplitter {
    var base: any TextUnitSplitter
    var cleaned: [UInt8] = []
    /// For each cleaned byte where the scalar it comes from begins and ends.
    var origins: [Range<Int32>] = []
    var list = UnitList()

    mutating func split(_ text: Span<UInt8>, into units: inout UnitList) {
      clean(text)
      let bytes = cleaned
      base.split(bytes.span, into: &list)
      units.removeAll()
      for unit in 0..<list.count {
        var start = Int(list.starts[unit])
        let end = Int(list.ends[unit])
        if start + 1 < end, cleaned[start] == UInt8(ascii: " ") { start += 1 }
        guard start < end else { continue }
        units.append(
          hash: list.hashes[unit], start: origins[start].lowerBound,
          end: origins[end - 1].upperBound)
      }
    }

    private mutating func clean(_ text: Span<UInt8>) {
      cleaned.removeAll(keepingCapacity: true)
      origins.removeAll(keepingCapacity: true)
      let tables = ScalarTables.shared
      text.withUnsafeBufferPointer { buffer in
        guard let bytes = buffer.baseAddress else { return }
        let limit = min(buffer.count, Int(Int32.max))
        var scratch = ContiguousArray<UInt8>()
        var offset = 0
        while offset < limit {
          let scalar = DecodedScalar(at: offset, of: bytes, end: buffer.count)
          let range = Int32(offset)..<Int32(min(offset + scalar.length, limit))
          offset += scalar.length
          let kinds = tables.scalarClass(of: scalar.value)
          let isSpace =
            !kinds.isDisjoint(with: [.whitespace, .punctuation])
            || scalar.value < 0x80 && !kinds.isDisjoint(with: .nonWord)
          if isSpace {
            guard let last = cleaned.last, last != UInt8(ascii: " ") else { continue }
            cleaned.append(UInt8(ascii: " "))
            origins.append(range)
            continue
          }
          scratch.removeAll(keepingCapacity: true)
          DecodedScalar.append(tables.lowercased(scalar.value), to: &scratch)
          for byte in scratch {
            cleaned.append(byte)
            origins.append(range)
          }
        }
      }
      if cleaned.last == UInt8(ascii: " ") {
        cleaned.removeLast()
        origins.removeLast()
      }
    }
  }
}
