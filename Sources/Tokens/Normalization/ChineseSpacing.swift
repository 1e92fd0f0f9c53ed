/// Puts a space before and after each Chinese character, as BERT does.
struct ChineseSpacing: TextPass {
  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    var edit = TextEdit(text)
    var offset = 0
    while case let next = ScalarText.skipASCII(text, from: offset), next < text.count {
      let scalar = ScalarText.decode(text, at: next)
      offset = next &+ scalar.length
      guard Self.isChinese(scalar.value) else { continue }
      edit.replace(next..<offset, in: &output)
      output.append(0x20)
      output.append(contentsOf: UnsafeBufferPointer(rebasing: text[next..<offset]))
      output.append(0x20)
    }
    return edit.finish(&output)
  }

  /// The blocks of BERT's reference code as Hugging Face tokenizers has them: the fifth one starts
  /// 0x100 later than the block of Unicode.
  @inline(__always)
  private static func isChinese(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
      0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
