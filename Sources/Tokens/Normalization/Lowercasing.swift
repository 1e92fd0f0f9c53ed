/// Full lower case of each scalar by itself (Unicode 17.0, no context).
struct Lowercasing: TextPass {
  /// ASCII from a capital on is rewritten up to this many bytes at a time.
  private static let longestPiece = 64
  private static let mappings = ScalarMap(
    stride(from: 0, to: lowercaseMappings.count, by: 2).map {
      (lowercaseMappings[$0], lowercaseMappings[$0 + 1])
    })

  private let mappings = Self.mappings

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    var edit = TextEdit(text)
    var offset = 0
    while offset < text.count {
      let byte = text[offset]
      if byte < 0x80 {
        guard byte &- 0x41 < 26 else {
          offset &+= 1
          continue
        }
        let limit = min(offset &+ Self.longestPiece, text.count)
        var end = offset &+ 1
        while end < limit, text[end] < 0x80 { end &+= 1 }
        edit.replace(offset..<end, in: &output)
        for index in offset..<end {
          output.append(text[index] &- 0x41 < 26 ? text[index] | 0x20 : text[index])
        }
        offset = end
        continue
      }
      let scalar = ScalarText.decode(text, at: offset)
      let end = offset &+ scalar.length
      if scalar.value == 0x130 {
        edit.replace(offset..<end, in: &output)
        ScalarText.append(0x69, to: &output)
        ScalarText.append(0x307, to: &output)
      } else if case let mapped = mappings[scalar.value], mapped != 0 {
        edit.replace(offset..<end, in: &output)
        ScalarText.append(mapped, to: &output)
      }
      offset = end
    }
    return edit.finish(&output)
  }
}
