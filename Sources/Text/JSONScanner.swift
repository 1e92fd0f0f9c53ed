/// Finds the top-level fields of one JSON object and checks every byte of it, without decoding
/// anything.
///
/// Grammar: RFC 8259, with nesting limited. Bytes must be UTF-8; nested values that are skipped are
/// checked as strictly as the rest. A lone surrogate escape (`\ud800`) is grammatical and passes;
/// reading the string replaces it (`JSONString.unescape`). Cost: two vectorised passes.
public struct JSONScanner: Sendable {
  /// How deep arrays and objects may nest, the outer object counted.
  public var maximumDepth: Int

  public init(maximumDepth: Int = 512) { self.maximumDepth = maximumDepth }

  /// Appends the fields of the object that is the whole of `bytes` (white space around it aside),
  /// in their order, duplicates included.
  /// - Throws: the first problem; `fields` then holds what came before it.
  public func scanObject(
    _ bytes: UnsafeBufferPointer<UInt8>, into fields: inout ContiguousArray<JSONField>
  ) throws(JSONProblem) {
    try scanObject(bytes) { fields.append($0) }
  }

  /// Hands the fields of the object that is the whole of `bytes` to `body`, in their order.
  /// - Throws: the first problem, after the fields before it.
  @inline(__always)
  public func scanObject(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (JSONField) -> Void
  ) throws(JSONProblem) {
    if let offset = UTF8Validation.firstInvalidOffset(in: bytes) {
      throw JSONProblem(
        .invalidUTF8, at: offset, found: JSONProblem.spelled(bytes[offset]), expected: "UTF-8")
    }
    guard let base = bytes.baseAddress else { throw JSONCursor.endProblem(at: 0, "an object") }
    var cursor = JSONCursor(base: base, count: bytes.count, maximumDepth: maximumDepth)
    cursor.skipSpace()
    guard cursor.position < cursor.count else {
      throw JSONCursor.endProblem(at: cursor.position, "an object")
    }
    guard cursor.current == UInt8(ascii: "{") else {
      // A well-formed value of another type is a different mistake than no JSON at all.
      let start = cursor.position
      try cursor.skipValue(depth: 0)
      try cursor.expectEnd()
      throw JSONProblem(
        .wrongType, at: start, found: "\(JSONKind(firstByte: base[start]))", expected: "an object")
    }
    try cursor.object(depth: 1, body)
    try cursor.expectEnd()
  }

  /// Appends the fields of the object that is the whole of `bytes`, as the other form does.
  public func scanObject(
    _ bytes: Span<UInt8>, into fields: inout ContiguousArray<JSONField>
  ) throws(JSONProblem) {
    let result: Result<Void, JSONProblem> = bytes.withUnsafeBufferPointer { buffer in
      do throws(JSONProblem) {
        try scanObject(buffer, into: &fields)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }
}
