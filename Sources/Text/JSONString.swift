/// Strings of JSON text, to bytes and back.
public enum JSONString {
  /// Resolves the escapes of a string that a `JSONScanner` has checked.
  ///
  /// - Parameters:
  ///   - escaped: the bytes between the quotes.
  ///   - replacedSurrogates: grows by the lone surrogates that became U+FFFD.
  /// - Returns: the text, valid UTF-8.
  public static func unescaped(
    _ escaped: UnsafeBufferPointer<UInt8>, replacedSurrogates: inout Int
  ) -> [UInt8] {
    // No escape is shorter than what it stands for, so the text fits into the escaped length.
    [UInt8](unsafeUninitializedCapacity: escaped.count) { buffer, initializedCount in
      guard let text = buffer.baseAddress else { return }
      initializedCount = Kernels.jsonUnescape(escaped, into: text, replaced: &replacedSurrogates)
    }
  }

  /// Resolves the escapes of a string that a `JSONScanner` has checked, in the memory it stands in.
  ///
  /// - Parameters:
  ///   - bytes: become the text, valid UTF-8; what stands around the string is lost.
  ///   - escaped: where the string stands between its quotes.
  ///   - replacedSurrogates: grows by the lone surrogates that became U+FFFD.
  public static func unescape(
    _ bytes: inout [UInt8], at escaped: Range<Int>, replacedSurrogates: inout Int
  ) {
    let lead = Kernels.unescapeLead
    let start = max(escaped.lowerBound, lead)
    let missing = start + escaped.count - bytes.count
    if missing > 0 { bytes.append(contentsOf: repeatElement(0, count: missing)) }
    let length = bytes.withUnsafeMutableBytes { all in
      guard let base = all.baseAddress else { return 0 }
      let source = base + start
      if start > escaped.lowerBound {
        source.copyMemory(from: base + escaped.lowerBound, byteCount: escaped.count)
      }
      return Kernels.jsonUnescape(
        UnsafeBufferPointer(
          start: source.assumingMemoryBound(to: UInt8.self), count: escaped.count),
        into: base.assumingMemoryBound(to: UInt8.self), replaced: &replacedSurrogates)
    }
    bytes.removeLast(bytes.count - length)
  }

  /// Appends a text as the inside of a JSON string: quote, backslash and control characters are
  /// escaped, everything else stands as it is.
  public static func escape(_ text: Span<UInt8>, into output: inout [UInt8]) {
    text.withUnsafeBufferPointer { escape($0, into: &output) }
  }

  /// Appends a text as the inside of a JSON string, as the other form does.
  public static func escape(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
    guard let base = text.baseAddress else { return }
    output.reserveCapacity(output.count + text.count + text.count / 16)
    var position = 0
    while true {
      let special = position + Kernels.jsonSpecial(base + position, count: text.count - position)
      output.append(contentsOf: UnsafeBufferPointer(rebasing: text[position..<special]))
      guard special < text.count else { return }
      output.append(0x5C)
      switch text[special] {
      case 0x0A: output.append(UInt8(ascii: "n"))
      case 0x09: output.append(UInt8(ascii: "t"))
      case 0x0D: output.append(UInt8(ascii: "r"))
      case 0x08: output.append(UInt8(ascii: "b"))
      case 0x0C: output.append(UInt8(ascii: "f"))
      case let control where control < 0x20:
        output.append(contentsOf: [0x75, 0x30, 0x30, 0x30 + control >> 4, hexDigit(control & 15)])
      case let byte: output.append(byte)
      }
      position = special + 1
    }
  }

  /// Appends a string with its quotes.
  public static func append(_ text: String, to output: inout [UInt8]) {
    output.append(0x22)
    var copy = text
    copy.withUTF8 { escape($0, into: &output) }
    output.append(0x22)
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
