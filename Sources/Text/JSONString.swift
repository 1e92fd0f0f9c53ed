import Glibc

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
    guard let base = escaped.baseAddress else { return [] }
    var replaced = 0
    // No escape is shorter than what it stands for, so the text fits into the escaped length.
    let text = [UInt8](unsafeUninitializedCapacity: escaped.count) { buffer, initializedCount in
      guard let output = buffer.baseAddress else { return }
      var position = 0
      var written = 0
      while position < escaped.count {
        let rest = escaped.count - position
        let found = memchr(base + position, 0x5C, rest)
        let run = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base + position) } ?? rest
        memcpy(output + written, base + position, run)
        written += run
        position += run
        guard position + 1 < escaped.count else { break }
        let letter = escaped[position + 1]
        position += 2
        if letter == UInt8(ascii: "u") {
          let scalar = decodeScalar(escaped, &position)
          if scalar == nil { replaced += 1 }
          written += encode(scalar ?? "\u{FFFD}", at: output + written)
        } else {
          output[written] = unescapedByte(letter)
          written += 1
        }
      }
      initializedCount = written
    }
    replacedSurrogates += replaced
    return text
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
      let special = Kernels.jsonSpecial(base, from: position, count: text.count)
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

  /// The value of a hexadecimal digit, or nil.
  static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
    default: nil
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private static func unescapedByte(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    default: letter
    }
  }

  /// Decodes a `\u` escape from behind the `u`, a pair of surrogates as one scalar; nil for a lone
  /// one.
  private static func decodeScalar(
    _ escaped: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Unicode.Scalar? {
    var value = fourDigits(escaped, at: position)
    position = min(position + 4, escaped.count)
    if value & 0xFC00 == 0xD800, position + 6 <= escaped.count,
      escaped[position] == 0x5C, escaped[position + 1] == UInt8(ascii: "u")
    {
      let low = fourDigits(escaped, at: position + 2)
      if low & 0xFC00 == 0xDC00 {
        value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
        position += 6
      }
    }
    return Unicode.Scalar(value)
  }

  private static func fourDigits(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
    guard start + 4 <= bytes.count else { return 0xFFFD }
    return bytes[start..<start + 4].reduce(0) { $0 << 4 | (hexadecimal($1) ?? 0) }
  }

  private static func encode(_ scalar: Unicode.Scalar, at output: UnsafeMutablePointer<UInt8>)
    -> Int
  {
    var count = 0
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
      output[count] = byte
      count += 1
    }
    return count
  }
}
