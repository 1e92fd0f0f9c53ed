internal import Glibc

/// Replaces every place where bytes stand, leftmost first.
///
/// Counts the places first, so that the result is written once into memory of the right size.
struct LiteralReplacement: TextPass {
  /// Not empty.
  let literal: [UInt8]
  let content: [UInt8]

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    guard let start = text.baseAddress else { return false }
    var places = 0
    var offset = 0
    while let place = next(in: start, from: offset, count: text.count) {
      places += 1
      offset = place + literal.count
    }
    if places == 0 { return false }
    let (growth, isTooLarge) = places.multipliedReportingOverflow(by: content.count)
    precondition(!isTooLarge, "a replacement would make a text larger than memory")
    let count = text.count - places * literal.count + growth
    output = [UInt8](unsafeUninitializedCapacity: count) { memory, initialized in
      content.withUnsafeBufferPointer { write(text, content: $0, into: memory) }
      initialized = count
    }
    return true
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
