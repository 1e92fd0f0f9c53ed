import Text

/// Normalises pieces of text into a buffer that is used again and again.
struct SegmentFolder {
  private let steps: SegmentFolding
  private var buffer: ContiguousArray<UInt8> = []

  init(_ steps: [SegmentNormalization]) { self.steps = SegmentFolding(steps) }

  /// The key of a piece without white space at its ends; nil when normalisation leaves nothing of it.
  mutating func key(of range: Range<Int>, _ bytes: UnsafePointer<UInt8>) -> Hash128? {
    // No lowercase mapping makes a scalar longer than one and a half times its length.
    let needed = 2 &* range.count &+ 8
    if buffer.count < needed { buffer.append(contentsOf: repeatElement(0, count: needed)) }
    let steps = self.steps
    return buffer.withUnsafeMutableBufferPointer { buffer -> Hash128? in
      guard let output = buffer.baseAddress else { return nil }
      let count =
        steps.looksUpScalars
        ? steps.foldScalars(bytes, range, output) : steps.foldCase(bytes, range, output)
      guard count > 0 else { return nil }
      return StableHash.hash128(UnsafeBufferPointer(start: output, count: count))
    }
  }
}

/// The steps of a normalisation, and how to take them; each returns the bytes it wrote.
private struct SegmentFolding {
  let lowercases: Bool
  let foldsWhitespace: Bool
  let dropsMarks: Bool
  let zeroesDigits: Bool

  init(_ steps: [SegmentNormalization]) {
    lowercases = steps.contains(.lowercase)
    foldsWhitespace = steps.contains(.whitespace)
    dropsMarks = steps.contains(.punctuation)
    zeroesDigits = steps.contains(.digits)
  }

  /// Whether anything but lower case is asked for.
  var looksUpScalars: Bool { foldsWhitespace || dropsMarks || zeroesDigits }

  /// Copies, in lower case where asked for, eight ASCII bytes at a time.
  func foldCase(
    _ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, _ output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard lowercases else {
      output.update(from: bytes + range.lowerBound, count: range.count)
      return range.count
    }
    let tables = ScalarTables.shared
    let raw = UnsafeMutableRawPointer(output)
    var offset = range.lowerBound
    var count = 0
    while offset < range.upperBound {
      if offset &+ 8 <= range.upperBound {
        let word = ByteLanes.load(bytes, at: offset)
        if word & ByteLanes.highBits == 0 {
          let caseBits = ByteLanes.letters(in: word) &>> 2
          raw.storeBytes(of: (word | caseBits).littleEndian, toByteOffset: count, as: UInt64.self)
          offset &+= 8
          count &+= 8
          continue
        }
      }
      let scalar = DecodedScalar(at: offset, of: bytes, end: range.upperBound)
      offset &+= scalar.length
      count = DecodedScalar.write(tables.lowercased(scalar.value), to: output, at: count)
    }
    return count
  }

  func foldScalars(
    _ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, _ output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let tables = ScalarTables.shared
    let classes = tables.classes
    let marks = dropsMarks ? ScalarClass.nonWord.rawValue : 0
    let digit = zeroesDigits ? ScalarClass.digit.rawValue : 0
    let whitespace = foldsWhitespace ? ScalarClass.whitespace.rawValue : 0
    var offset = range.lowerBound
    var count = 0
    var hasSpace = false
    while offset < range.upperBound {
      let scalar = DecodedScalar(at: offset, of: bytes, end: range.upperBound)
      offset &+= scalar.length
      let flags = classes[Int(scalar.value)]
      if flags & marks != 0 { continue }
      if flags & whitespace != 0 {
        hasSpace = true
        continue
      }
      // A space stands only between what is left.
      if hasSpace, count > 0 { count = DecodedScalar.write(0x20, to: output, at: count) }
      hasSpace = false
      if flags & digit != 0 {
        count = DecodedScalar.write(0x30, to: output, at: count)
      } else {
        let value = lowercases ? tables.lowercased(scalar.value) : scalar.value
        count = DecodedScalar.write(value, to: output, at: count)
      }
    }
    return count
  }
}
