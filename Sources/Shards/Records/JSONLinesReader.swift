import Compression
import Pipelines
import Text

/// Reads shards of one JSON object a line: C4's `.json.gz`, OpenWebText, Dolma and their kin.
///
/// Every non-blank line is a record. A byte-order mark at the start of the file and a carriage
/// return at the end of a line belong to the file, not to the record. Lone surrogates in a text
/// become U+FFFD and are counted in the note `read.replaced-surrogates`.
final class JSONLinesReader: DocumentSource {
  private static let batchBytes = 1 << 20
  private let reading: ShardReading
  private let lines: LineReader
  private let scanner = JSONScanner()
  private let textField: [UInt8]
  private var fields: ContiguousArray<JSONField> = []
  private var isAtEnd = false

  init(_ reading: ShardReading) {
    self.reading = reading
    lines = LineReader(reading.source, maximumBytes: reading.settings.maximumRecordBytes)
    textField = Array(reading.settings.textField.utf8)
  }

  var consumedBytes: Int { reading.source.consumedBytes }
  var problemTally: Tally { reading.tally }

  func nextBatch(into batch: inout [Document]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    var byteCount = 0
    while !isAtEnd, byteCount < Self.batchBytes {
      switch try lines.next() {
      case .line(let line, let byteOffset):
        byteCount += line.count
        if let document = try document(of: line, byteOffset: byteOffset) { batch.append(document) }
      case .piece(let bytes, let byteOffset, let lineBytes, let isLast):
        try reading.quarantine(bytes)
        guard isLast else { continue }
        try reading.reportTooLong(
          record: try reading.beginRecord(), byteOffset: byteOffset, foundBytes: lineBytes)
      case .damage(let damage, let partial, let byteOffset):
        // What is left of a line cut by damage is a record that cannot be used.
        let isBlank = PlainText.isBlank(partial)
        if !isBlank { try reading.quarantine(partial) }
        try reading.report(
          damage, record: isBlank ? nil : try reading.beginRecord(), byteOffset: byteOffset)
      case .end: isAtEnd = true
      }
    }
    return !batch.isEmpty || !isAtEnd
  }

  private func document(
    of line: UnsafeBufferPointer<UInt8>, byteOffset: Int
  ) throws -> Document? {
    let body = PlainText.removingLineMarks(line, isFirst: byteOffset == 0)
    guard !PlainText.isBlank(UnsafeRawBufferPointer(body)) else { return nil }
    let record = try reading.beginRecord()
    fields.removeAll(keepingCapacity: true)
    do throws(JSONProblem) {
      try scanner.scanObject(body, into: &fields)
    } catch {
      try reading.quarantine(UnsafeRawBufferPointer(line))
      try report(error, record: record, byteOffset: byteOffset)
      return nil
    }
    var text: [UInt8] = []
    var notes = Notes()
    if let value = textValue(in: body) {
      var replaced = 0
      let inside = body[(value.lowerBound + 1)..<(value.upperBound - 1)]
      text = JSONString.unescaped(
        UnsafeBufferPointer(rebasing: inside), replacedSurrogates: &replaced)
      if replaced > 0 { notes.set("read.replaced-surrogates", to: Double(replaced)) }
    } else if !reading.settings.allowsMissingText {
      try reading.quarantine(UnsafeRawBufferPointer(line))
      try reportText(in: body, record: record, byteOffset: byteOffset)
      return nil
    }
    return Document(
      id: DocumentID(input: reading.shard.ordinal, record: record), byteOffset: byteOffset,
      text: text,
      record: Record(
        bytes: Array(body),
        fields: ContiguousArray(fields.map { Record.Field(name: $0.name, value: $0.value) })),
      notes: notes)
  }

  /// The value of the last field with the text's name, when it is a string.
  private func textValue(in body: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    guard let field = FieldNames.last(textField, in: body, fields),
      body[field.value.lowerBound] == UInt8(ascii: "\"")
    else { return nil }
    return field.value
  }

  private func report(_ problem: JSONProblem, record: Int, byteOffset: Int) throws {
    let isEncoding = problem.kind == .invalidUTF8
    try reading.report(
      isEncoding ? .invalidUTF8 : .invalidJSON, record: record,
      byteOffset: byteOffset, found: "\(problem.found) at byte \(problem.byteOffset) of the record",
      expected: problem.kind == .wrongType ? "a JSON object" : problem.expected,
      advice: isEncoding
        ? "convert the shard to UTF-8"
        : "put one JSON object on every line, or say by 'format' (on the command line: --format) "
          + "that this is another kind of file")
  }

  private func reportText(
    in body: UnsafeBufferPointer<UInt8>, record: Int, byteOffset: Int
  ) throws {
    let name = reading.settings.textField
    let field = FieldNames.last(textField, in: body, fields)
    let kind = field.map { JSONKind(firstByte: body[$0.value.lowerBound]) }
    try reading.report(
      field == nil ? .missingText : .wrongTextType, record: record, byteOffset: byteOffset,
      found: kind.map { "field '\(name)' of type \($0)" } ?? "no field '\(name)'",
      expected: "a field '\(name)' that is a string",
      advice: "set 'textField' (on the command line: --text-field) if the text has another name")
  }
}
