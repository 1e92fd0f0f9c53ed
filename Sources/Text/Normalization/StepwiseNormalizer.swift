/// Rewrites texts by `NormalizationSteps` in one pass.
///
/// The result is that of the steps taken one after the other. Linear; ASCII costs a table look-up per
/// byte.
public struct StepwiseNormalizer: Sendable {
  private enum Action: UInt8 {
    case emit, space, drop, number
  }

  private let steps: NormalizationSteps
  /// The action for each byte of ASCII, and the byte it becomes in the lower half.
  private let ascii: [UInt16]

  public init(_ steps: NormalizationSteps) {
    self.steps = steps
    ascii = (0..<128 as Range<UInt16>).map { byte in
      let isUppercase = steps.lowercase && byte &- 0x41 < 26
      let action = Self.action(of: UInt32(byte), steps, ScalarTables.shared)
      let result = action == .space ? 0x20 : isUppercase ? byte | 0x20 : byte
      return UInt16(action.rawValue) << 8 | result
    }
  }

  /// Replaces `output` by the normal form of a text of valid UTF-8.
  public func normalize(_ text: Span<UInt8>, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    output.reserveCapacity(text.count)
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return }
      ascii.withUnsafeBufferPointer { normalize(bytes, buffer.count, ascii: $0, into: &output) }
    }
    if steps.whitespace, output.last == 0x20 { output.removeLast() }
  }

  private func normalize(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, ascii: UnsafeBufferPointer<UInt16>,
    into output: inout [UInt8]
  ) {
    let tables = ScalarTables.shared
    var offset = 0
    while offset < count {
      let byte = bytes[offset]
      let scalar: DecodedScalar
      let action: Action
      if byte < 0x80 {
        let entry = ascii[Int(byte)]
        if entry < 0x100 {
          output.append(UInt8(truncatingIfNeeded: entry))
          offset &+= 1
          continue
        }
        scalar = DecodedScalar(value: UInt32(byte), length: 1)
        action = Action(rawValue: UInt8(truncatingIfNeeded: entry >> 8)) ?? .emit
      } else {
        scalar = DecodedScalar(at: offset, of: bytes, end: count)
        action = Self.action(of: scalar.value, steps, tables)
      }
      switch action {
      case .emit:
        emit(scalar.value, at: offset, bytes, count, into: &output)
        offset &+= scalar.length
      case .space:
        if !steps.whitespace || !(output.isEmpty || output.last == 0x20) { output.append(0x20) }
        offset &+= scalar.length
      case .drop:
        offset &+= scalar.length
      case .number:
        output.append(0x30)
        offset = Self.endOfNumber(from: offset, bytes, count, tables)
      }
    }
  }

  private static func action(
    of value: UInt32, _ steps: NormalizationSteps, _ tables: ScalarTables
  ) -> Action {
    let kind = tables.scalarClass(of: value)
    if steps.numbers, kind.contains(.digit) { return .number }
    switch steps.punctuation {
    case .keep: break
    case .spaces: if !kind.isDisjoint(with: .nonWord) { return .space }
    case .remove: if !kind.isDisjoint(with: .nonWord) { return .drop }
    case .datatrove: if DatatrovePunctuation.contains(value) { return .space }
    }
    return steps.whitespace && kind.contains(.whitespace) ? .space : .emit
  }

  private func emit(
    _ value: UInt32, at offset: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int,
    into output: inout [UInt8]
  ) {
    var scalar = value
    if steps.lowercase {
      let isFinal = value == 0x3A3 && Self.isFinalSigma(at: offset, bytes, count)
      scalar = isFinal ? 0x3C2 : ScalarTables.shared.lowercased(value)
    }
    if steps.accents {
      BaseScalars.append(scalar, to: &output)
    } else {
      DecodedScalar.append(scalar, to: &output)
    }
  }

  /// The end of digits, perhaps followed by one decimal separator and more digits.
  private static func endOfNumber(
    from start: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int, _ tables: ScalarTables
  ) -> Int {
    func endOfDigits(from start: Int) -> Int {
      var offset = start
      while offset < count {
        let scalar = DecodedScalar(at: offset, of: bytes, end: count)
        guard tables.scalarClass(of: scalar.value).contains(.digit) else { break }
        offset &+= scalar.length
      }
      return offset
    }
    let end = endOfDigits(from: start)
    guard end < count else { return end }
    let separator = DecodedScalar(at: end, of: bytes, end: count)
    switch separator.value {
    // Full stop, comma, Arabic comma and decimal separator, and three decimal separator key symbols.
    case 0x2E, 0x2C, 0x60C, 0x66B, 0x2396, 0x2397, 0x2398:
      let fraction = endOfDigits(from: end + separator.length)
      return fraction > end + separator.length ? fraction : end
    default: return end
    }
  }

  /// Whether a capital sigma ends a word: a cased letter before it and none behind, case-ignorable
  /// scalars aside (The Unicode Standard, table 3-17).
  private static func isFinalSigma(
    at offset: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    func isCased(_ properties: Unicode.Scalar.Properties) -> Bool? {
      properties.isCaseIgnorable ? nil : properties.isCased
    }
    func properties(at offset: Int) -> Unicode.Scalar.Properties? {
      Unicode.Scalar(DecodedScalar(at: offset, of: bytes, end: count).value)?.properties
    }
    var before = offset
    var followsCased = false
    while before > 0 {
      before -= 1
      while before > 0, bytes[before] & 0xC0 == 0x80 { before -= 1 }
      guard let found = properties(at: before) else { break }
      if let cased = isCased(found) {
        followsCased = cased
        break
      }
    }
    guard followsCased else { return false }
    var behind = offset + 2
    while behind < count {
      guard let found = properties(at: behind) else { break }
      if let cased = isCased(found) { return !cased }
      behind += DecodedScalar(at: behind, of: bytes, end: count).length
    }
    return true
  }
}

/// The scalars that datatrove 0.10 takes for punctuation, control characters included.
enum DatatrovePunctuation {
  /// Those above U+009F, ascending.
  private static let others: [UInt32] = [
    0xAB, 0xB4, 0xBB, 0x2013, 0x2014, 0x2019, 0x201C, 0x201D, 0x201E, 0x2026, 0x2236, 0x2501,
    0x25BA, 0x3001, 0x3002, 0x3008, 0x3009, 0x300A, 0x300B, 0x300C, 0x300D, 0x3010, 0x3011, 0xFF01,
    0xFF05, 0xFF08, 0xFF09, 0xFF0C, 0xFF0E, 0xFF11, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF5E,
  ]

  static func contains(_ value: UInt32) -> Bool {
    switch value {
    case 0x09, 0x0A, 0x20: false
    case ..<0x30, 0x3A..<0x41, 0x5B..<0x61, 0x7B..<0xA0: true
    case ..<0xA0: false
    default: others.contains(value)
    }
  }
}
