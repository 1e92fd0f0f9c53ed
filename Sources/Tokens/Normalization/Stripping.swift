/// Removes white space from the ends of text.
struct Stripping: TextPass {
  let left: Bool
  let right: Bool

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    let properties = ScalarBytes.textProperties.bytes
    var start = 0
    var end = text.count
    while left, start < end {
      let scalar = ScalarText.decode(text, at: start)
      guard properties[Int(scalar.value)] & TextProperty.whiteSpace != 0 else { break }
      start += scalar.length
    }
    while right, start < end {
      let last = ScalarText.start(before: end, in: text)
      let scalar = ScalarText.decode(text, at: last)
      guard properties[Int(scalar.value)] & TextProperty.whiteSpace != 0 else { break }
      end = last
    }
    guard end - start < text.count else { return false }
    output.removeAll(keepingCapacity: true)
    output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
    return true
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
