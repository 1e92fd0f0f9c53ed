/// Tells programs from prose.
enum CodeItems {
  /// Openings of definitions in common languages, and what a program line ends in.
  private static let marks: [[UInt8]] = [
    "def ", "return ", "import ", "class ", "function ", "#include", "public static", "const ",
    "):\n",
    "):\r\n", "{\n", ";\n", "lambda ",
  ].map { Array($0.utf8) }

  /// Whether a text is a program or asks for one: it has two different marks of programs.
  static func isCode(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { text in
      var found = 0
      for mark in marks where contains(mark, text) {
        found += 1
        if found == 2 { return true }
      }
      return false
    }
  }

  private static func contains(_ mark: [UInt8], _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= mark.count else { return false }
    // The last byte of a mark is rarer in prose than its first where it is a sign.
    let (first, last) = (mark[0], mark[mark.count - 1])
    for start in 0...(text.count - mark.count)
    where text[start] == first && text[start &+ mark.count &- 1] == last {
      if text[start..<start + mark.count].elementsEqual(mark) { return true }
    }
    return false
  }
}
