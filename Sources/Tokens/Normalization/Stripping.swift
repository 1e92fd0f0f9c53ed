/// Removes white space from the ends of text.
struct Stripping: TextPass {
  let left: Bool
  let right: Bool

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    let start = left ? Self.startWithoutSpace(of: text) : 0
    let end = right ? max(start, Self.endWithoutSpace(of: text)) : text.count
    guard end - start < text.count else { return false }
    output.removeAll(keepingCapacity: true)
    output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
    return true
  }

  /// Where the white space at the start of a text ends.
  static func startWithoutSpace(of text: UnsafeBufferPointer<UInt8>) -> Int {
    let properties = ScalarBytes.textProperties.bytes
    var start = 0
    while start < text.count {
      let scalar = ScalarText.decode(text, at: start)
      guard properties[Int(scalar.value)] & TextProperty.whiteSpace != 0 else { break }
      start += scalar.length
    }
    return start
  }

  /// Where the white space at the end of a text starts.
  static func endWithoutSpace(of text: UnsafeBufferPointer<UInt8>) -> Int {
    let properties = ScalarBytes.textProperties.bytes
    var end = text.count
    while end > 0 {
      let last = ScalarText.start(before: end, in: text)
      let scalar = ScalarText.decode(text, at: last)
      guard properties[Int(scalar.value)] & TextProperty.whiteSpace != 0 else { break }
      end = last
    }
    return end
  }
}

/// Puts bytes before text that is not empty.
struct Prepending: TextPass {
  let prefix: [UInt8]

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    guard !text.isEmpty else { return false }
    output.removeAll(keepingCapacity: true)
    output.reserveCapacity(prefix.count + text.count)
    output.append(contentsOf: prefix)
    output.append(contentsOf: text)
    return true
  }
}
