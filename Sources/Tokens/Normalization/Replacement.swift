internal import Glibc

/// Replaces every place where bytes stand, leftmost first.
///
/// Counts the places first, so that the result is written once into memory of the right size.
struct LiteralReplacement: TextPass {
  /// Not empty.
  let literal: [UInt8]
  let content: [UInt8]

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    let places = count(in: text)
    if places == 0 { return false }
    let (growth, isTooLarge) = places.multipliedReportingOverflow(by: content.count)
    precondition(!isTooLarge, "a replacement would make a text larger than memory")
    let count = text.count - places * literal.count + growth
    let isShort = literal.count == 1 && content.count <= MemoryLayout<UInt32>.size
    output = [UInt8](
      unsafeUninitializedCapacity: count + (isShort ? MemoryLayout<UInt32>.size : 0)
    ) { memory, initialized in
      content.withUnsafeBufferPointer {
        if isShort {
          writeShort(text, content: $0, into: memory)
        } else {
          write(text, content: $0, into: memory)
        }
      }
      initialized = count
    }
    return true
  }

  func cut(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard literal.count > 1, let start = text.baseAddress else { return text.count }
    var offset = 0
    while let place = next(in: start, from: offset, count: text.count) {
      offset = place + literal.count
    }
    return max(offset, text.count - literal.count + 1)
  }

  private func count(in text: UnsafeBufferPointer<UInt8>) -> Int {
    var places = 0
    if literal.count == 1 {
      let byte = literal[0]
      for other in text where other == byte { places &+= 1 }
      return places
    }
    guard let start = text.baseAddress else { return 0 }
    var offset = 0
    while let place = next(in: start, from: offset, count: text.count) {
      places += 1
      offset = place + literal.count
    }
    return places
  }

  private func next(in start: UnsafePointer<UInt8>, from offset: Int, count: Int) -> Int? {
    var offset = offset
    // Only where the whole literal has room can its first byte start a match.
    while case let room = count - literal.count - offset + 1, room > 0,
      let found = memchr(start + offset, Int32(literal[0]), room)
    {
      let place = UnsafeRawPointer(found) - UnsafeRawPointer(start)
      if memcmp(start + place, literal, literal.count) == 0 { return place }
      offset = place + 1
    }
    return nil
  }

  private func write(
    _ text: UnsafeBufferPointer<UInt8>, content: UnsafeBufferPointer<UInt8>,
    into memory: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let start = text.baseAddress, let target = memory.baseAddress else { return }
    let first = literal[0]
    let length = literal.count
    var offset = 0
    var written = 0
    while offset < text.count {
      if start[offset] == first, length <= text.count &- offset,
        length == 1 || memcmp(start + offset, literal, length) == 0
      {
        for index in content.indices { target[written &+ index] = content[index] }
        written &+= content.count
        offset &+= length
      } else {
        target[written] = start[offset]
        written &+= 1
        offset &+= 1
      }
    }
  }

  /// Replaces one byte by up to four: each byte is written as four, so that no branch depends on
  /// the text.
  private func writeShort(
    _ text: UnsafeBufferPointer<UInt8>, content: UnsafeBufferPointer<UInt8>,
    into memory: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let target = UnsafeMutableRawPointer(memory.baseAddress) else { return }
    let literal = literal[0]
    var replacement: UInt32 = 0
    for byte in content.reversed() { replacement = replacement << 8 | UInt32(byte) }
    var written = 0
    for byte in text {
      let isMatch = byte == literal
      let value = isMatch ? replacement : UInt32(byte)
      target.storeBytes(of: value.littleEndian, toByteOffset: written, as: UInt32.self)
      written &+= isMatch ? content.count : 1
    }
  }
}

/// Replaces every match of an expression.
///
/// Where the expression fails on a text, what follows its last match stays as it is.
struct ExpressionReplacement: TextPass {
  let expression: RegularExpression
  let content: [UInt8]

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    var failure: TokenizerError?
    return apply(text, into: &output, failure: &failure)
  }

  func apply(
    _ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8],
    failure: inout TokenizerError?
  ) -> Bool {
    guard !text.isEmpty else { return false }
    var edit = TextEdit(text)
    do throws(TokenizerError) {
      try expression.forEachMatch(in: text) { match in
        edit.replace(match, in: &output)
        output.append(contentsOf: content)
      }
    } catch {
      failure = error
    }
    return edit.finish(&output)
  }
}
