/// What flows through a pipeline: text, identity, the record it came from and what stages learned.
public struct Document: Sendable {
  /// Identity inside the run.
  public let id: DocumentID
  /// Byte offset of the record in its shard, after decompression.
  public let byteOffset: Int
  /// The text as UTF-8; always valid.
  ///
  /// Read it as `text.span`; change it with `replaceText`.
  public private(set) var text: [UInt8]
  /// Whether a stage replaced the text; false lets a writer copy the original bytes.
  public private(set) var isTextChanged: Bool
  /// Counts replacements of the text, so that shared scratch knows when it is stale.
  public private(set) var textVersion: UInt32 = 0
  /// What stages measured and learned, in the order of writing.
  public var notes: Notes
  /// The raw record, or as much of it as the pipeline writes or reads again; empty for plain text.
  public let record: Record

  public init(
    id: DocumentID, byteOffset: Int = 0, text: [UInt8], record: Record = Record(),
    notes: Notes = Notes(), isTextChanged: Bool = false
  ) {
    self.id = id
    self.byteOffset = byteOffset
    self.text = text
    self.record = record
    self.notes = notes
    self.isTextChanged = isTextChanged
  }

  /// Replaces the text; `newText` must be valid UTF-8.
  public mutating func replaceText(with newText: [UInt8]) {
    text = newText
    isTextChanged = true
    textVersion &+= 1
  }
}
