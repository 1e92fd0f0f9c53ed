extension JSONScanner {
  /// Checks the value that begins at an offset, white space before it aside, and says where it stands.
  ///
  /// Bytes need not end with the value. They must be known to be UTF-8: this is not checked again for
  /// each value of a text.
  /// - Returns: the value's bytes, quotes or brackets included; nil when only white space is left.
  /// - Throws: the first problem, at its offset in `bytes`.
  public func valueRange(
    in bytes: UnsafeBufferPointer<UInt8>, from offset: Int
  ) throws(JSONProblem) -> Range<Int>? {
    guard let base = bytes.baseAddress else { return nil }
    var cursor = JSONCursor(base: base, count: bytes.count, maximumDepth: maximumDepth)
    cursor.position = offset
    cursor.skipSpace()
    guard cursor.position < cursor.count else { return nil }
    let start = cursor.position
    try cursor.skipValue(depth: 0)
    return start..<cursor.position
  }
}
