/// How much of their records documents carry.
public enum RecordParts: Sendable, Equatable {
  /// The record as it stands: for whoever writes it again.
  case whole
  /// These top-level fields, in the spelling of their names without escapes.
  case fields([String])
}

/// The raw unit a document was read from: the bytes of a JSON object and the ranges of its top-level
/// fields, or nothing for formats without fields (plain text).
///
/// Nothing is decoded until asked; a writer splices changed values into `bytes`, so key order, spacing,
/// number spelling, duplicate keys and unknown fields survive byte for byte.
public struct Record: Sendable {
  /// A top-level field: the ranges of its name (inside the quotes, still escaped) and of its value
  /// (quotes included) in `bytes`.
  public struct Field: Sendable {
    public var name: Range<Int>
    public var value: Range<Int>

    public init(name: Range<Int>, value: Range<Int>) {
      self.name = name
      self.value = value
    }
  }

  /// The JSON object as it stood in the shard, without its line end, or one of the fields that were
  /// asked for; empty for plain text.
  public let bytes: [UInt8]
  /// Top-level fields in file order; empty for plain text.
  public let fields: ContiguousArray<Field>

  public init(bytes: [UInt8] = [], fields: ContiguousArray<Field> = []) {
    self.bytes = bytes
    self.fields = fields
  }

  /// The range of the last value of a field with this name (JSON parsers keep the last duplicate), or
  /// nil.
  ///
  /// Names with escapes match only in their escaped spelling.
  public func valueRange(of name: StaticString) -> Range<Int>? {
    name.withUTF8Buffer { wanted in valueRange(ofName: wanted) }
  }

  /// The range of the last value of a field with this name, or nil.
  public func valueRange(of name: String) -> Range<Int>? {
    var copy = name
    return copy.withUTF8 { valueRange(ofName: $0) }
  }

  private func valueRange(ofName wanted: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    for field in fields.reversed() where field.name.count == wanted.count {
      if bytes[field.name].elementsEqual(wanted) { return field.value }
    }
    return nil
  }
}
