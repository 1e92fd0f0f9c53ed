/// NFC, NFD, NFKC and NFKD.
///
/// Text is only looked at while it is normalized: runs of bytes that start no scalar of interest
/// are skipped, marks in their order are passed, and only the pieces around other scalars are
/// rewritten. Source: UAX #15 with its quick check, on the tables of `CanonicalTables`.
struct CanonicalForm: TextPass {
  enum Form { case nfc, nfd, nfkc, nfkd }

  private let tables = CanonicalTables.shared
  private let composes: Bool
  private let isCompatible: Bool
  /// The flag of scalars that this form changes or may join.
  private let changes: UInt8
  /// The flag of scalars before which a piece cannot be cut.
  private let continues: UInt8
  /// By byte: 1 where it starts a scalar that this form has to look at.
  private let isOfInterest: [UInt8]

  init(_ form: Form) {
    composes = form == .nfc || form == .nfkc
    isCompatible = form == .nfkc || form == .nfkd
    changes =
      switch form {
      case .nfc: CanonicalTables.Flag.nfc
      case .nfd: CanonicalTables.Flag.nfd
      case .nfkc: CanonicalTables.Flag.nfkc
      case .nfkd: CanonicalTables.Flag.nfkd
      }
    continues =
      isCompatible ? CanonicalTables.Flag.compatiblyContinues : CanonicalTables.Flag.continues
    var leads = [UInt8](repeating: 0, count: 256)
    let flags = tables.flags.bytes
    let interest = changes | CanonicalTables.Flag.mark
    for scalar in 0x80..<Int(ScalarText.illFormed) where flags[scalar] & interest != 0 {
      leads[
        scalar < 0x800
          ? 0xC0 | scalar >> 6 : scalar < 0x10000 ? 0xE0 | scalar >> 12 : 0xF0 | scalar >> 18] = 1
    }
    isOfInterest = leads
  }

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    isOfInterest.withUnsafeBufferPointer { leads in
      var edit = TextEdit(text)
      var buffer = CanonicalBuffer(tables, isCompatible: isCompatible)
      var rewritten: [UInt8] = []
      var offset = 0
      while case let found = firstChange(in: text, from: offset, leads: leads), found < text.count {
        let start = found > offset ? ScalarText.start(before: found, in: text) : found
        rewritten.removeAll(keepingCapacity: true)
        offset = rewrite(text, from: start, buffer: &buffer, into: &rewritten)
        let piece = UnsafeBufferPointer(rebasing: text[start..<offset])
        if !piece.elementsEqual(rewritten) {
          edit.replace(start..<offset, in: &output)
          output.append(contentsOf: rewritten)
        }
      }
      return edit.finish(&output)
    }
  }

  func cut(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    let flags = tables.flags.bytes
    let interest = changes | CanonicalTables.Flag.mark
    var end = ScalarText.completeEnd(of: text)
    while end > 0 {
      end = ScalarText.start(before: end, in: text)
      if flags[Int(ScalarText.decode(text, at: end).value)] & interest == 0 { return end }
    }
    return 0
  }

  /// The first offset with a scalar that the form may change, or of the first of a run of marks
  /// that are out of order; the count when all is normalized.
  @inline(__always)
  private func firstChange(
    in text: UnsafeBufferPointer<UInt8>, from start: Int, leads: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let flags = tables.flags.bytes
    let classes = ScalarBytes.combiningClass.bytes
    let interest = changes | CanonicalTables.Flag.mark
    var offset = start
    while offset < text.count {
      offset = ScalarText.skipASCII(text, from: offset)
      while offset < text.count, leads[Int(text[offset])] == 0 {
        offset &+= 1
        if offset < text.count, text[offset] < 0x80 {
          offset = ScalarText.skipASCII(text, from: offset)
        }
      }
      guard offset < text.count else { break }
      // From here on to the end of a run of marks.
      let run = offset
      var lastClass: UInt8 = 0
      while offset < text.count {
        let scalar = ScalarText.decode(text, at: offset)
        let found = flags[Int(scalar.value)] & interest
        if found == 0 {
          offset &+= scalar.length
          break
        }
        let combiningClass = classes[Int(scalar.value)]
        if found & changes != 0 || combiningClass < lastClass { return run }
        lastClass = combiningClass
        offset &+= scalar.length
      }
    }
    return text.count
  }

  /// Normalizes from a place before which text can be cut to the next such place.
  ///
  /// Returns the offset of the end.
  private func rewrite(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, buffer: inout CanonicalBuffer,
    into rewritten: inout [UInt8]
  ) -> Int {
    let flags = tables.flags.bytes
    let interest = changes | CanonicalTables.Flag.mark
    var offset = start
    while offset < text.count {
      let scalar = ScalarText.decode(text, at: offset)
      let found = flags[Int(scalar.value)]
      if offset > start, found & interest == 0 { break }
      if found & continues == 0, !buffer.isEmpty {
        buffer.flush(composing: composes, to: &rewritten)
      }
      buffer.appendDecomposition(of: scalar.value)
      offset &+= scalar.length
    }
    buffer.flush(composing: composes, to: &rewritten)
    return offset
  }
}
