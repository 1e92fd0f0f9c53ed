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
  /// Room for fields that is kept from record to record.
  private static let commonFields = 1 << 12
  private let reading: ShardReading
  private let lines: LineReader
  private let scanner = JSONScanner()
  private let textField: [UInt8]
  /// Names of the fields that records keep; nil where they are kept whole.
  private let keptNames: [[UInt8]]?
  private var fields: ContiguousArray<JSONField> = []
  private var isAtEnd = false

  init(_ reading: ShardReading) {
    self.reading = reading
    lines = LineReader(reading.source, maximumBytes: reading.settings.maximumRecordBytes)
    textField = Array(reading.settings.textField.utf8)
    keptNames =
      switch reading.settings.recordParts {
      case .whole: nil
      case .fields(let names): names.map { Array($0.utf8) }
      }
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
      case .longLine(let byteOffset):
        byteCount += lines.collected.count
        let document = try document(ofLong: lines.takeCollected(), byteOffset: byteOffset)
        if let document { batch.append(document) }
      case .piece(let bytes, let byteOffset, let lineBytes, let isLast):
        try reading.quarantine(lines.collected)
        try reading.quarantine(bytes)
        guard isLast else { continue }
        try reading.reportTooLong(
          record: try reading.beginRecord(), byteOffset: byteOffset, foundBytes: lineBytes)
      case .damage(let damage, let partial, let byteOffset):
        // What is left of a line cut by damage is a record that cannot be used.
        let isBlank =
          PlainText.isBlank(partial) && lines.collected.withUnsafeBytes(PlainText.isBlank)
        if !isBlank {
          try reading.quarantine(lines.collected)
          try reading.quarantine(partial)
        }
        try reading.report(
          damage, record: isBlank ? nil : try reading.beginRecord(), byteOffset: byteOffset)
      case .end: isAtEnd = true
      }
    }
    return !batch.isEmpty || !isAtEnd
  }

  /// A line that is a record: its places, relative to the line.
  private struct Parsed {
    var record: Int
    /// Without the marks that belong to the file.
    var body: Range<Int>
    /// The text between its quotes, still escaped; nil where a missing one is allowed.
    var text: Range<Int>?
  }

  private func document(
    of line: UnsafeBufferPointer<UInt8>, byteOffset: Int
  ) throws -> Document? {
    guard let parsed = try parse(line, byteOffset: byteOffset) else { return nil }
    var replaced = 0
    let text = unescapedText(parsed, in: line, &replaced)
    return document(
      parsed, text: text, record: keptRecord(UnsafeBufferPointer(rebasing: line[parsed.body])),
      replaced: replaced, byteOffset: byteOffset)
  }

  /// The document of a long line, whose memory becomes its record, or its text where the record is
  /// not kept.
  private func document(ofLong line: consuming [UInt8], byteOffset: Int) throws -> Document? {
    guard
      let parsed = try line.withUnsafeBufferPointer({ try parse($0, byteOffset: byteOffset) })
    else { return nil }
    var replaced = 0
    if reading.settings.recordParts == .whole {
      let text = line.withUnsafeBufferPointer { unescapedText(parsed, in: $0, &replaced) }
      line.removeLast(line.count - parsed.body.upperBound)
      line.removeFirst(parsed.body.lowerBound)
      return document(
        parsed, text: text, record: Record(bytes: line, fields: recordFields), replaced: replaced,
        byteOffset: byteOffset)
    }
    let record = line.withUnsafeBufferPointer {
      keptRecord(UnsafeBufferPointer(rebasing: $0[parsed.body]))
    }
    JSONString.unescape(&line, at: parsed.text ?? 0..<0, replacedSurrogates: &replaced)
    return document(
      parsed, text: line, record: record, replaced: replaced, byteOffset: byteOffset)
  }

  private func document(
    _ parsed: Parsed, text: consuming [UInt8], record: Record, replaced: Int, byteOffset: Int
  ) -> Document {
    var notes = Notes()
    if replaced > 0 { notes.set("read.replaced-surrogates", to: Double(replaced)) }
    return Document(
      id: DocumentID(input: reading.shard.ordinal, record: parsed.record), byteOffset: byteOffset,
      text: text, record: record, notes: notes)
  }

  /// Checks a line and finds its fields; nil for a blank line and for one that is reported.
  private func parse(_ line: UnsafeBufferPointer<UInt8>, byteOffset: Int) throws -> Parsed? {
    let range = PlainText.lineBody(line, isFirst: byteOffset == 0)
    let body = UnsafeBufferPointer(rebasing: line[range])
    guard !PlainText.isBlank(UnsafeRawBufferPointer(body)) else { return nil }
    let record = try reading.beginRecord()
    guard try reading.wants(record: record) else { return nil }
    fields.removeAll(keepingCapacity: fields.capacity <= Self.commonFields)
    do throws(JSONProblem) {
      if keptNames == nil {
        try scanner.scanObject(body, into: &fields)
      } else {
        try scanner.scanObject(body) { if isNeeded($0, of: body) { fields.append($0) } }
      }
    } catch {
      try reading.quarantine(UnsafeRawBufferPointer(line))
      try report(error, record: record, byteOffset: byteOffset)
      return nil
    }
    let text = textValue(in: body)
    guard text != nil || reading.settings.allowsMissingText else {
      try reading.quarantine(UnsafeRawBufferPointer(line))
      try reportText(in: body, record: record, byteOffset: byteOffset)
      return nil
    }
    let inside = text.map {
      (range.lowerBound + $0.lowerBound + 1)..<(range.lowerBound + $0.upperBound - 1)
    }
    return Parsed(record: record, body: range, text: inside)
  }

  private func unescapedText(
    _ parsed: Parsed, in line: UnsafeBufferPointer<UInt8>, _ replaced: inout Int
  ) -> [UInt8] {
    guard let range = parsed.text else { return [] }
    return JSONString.unescaped(
      UnsafeBufferPointer(rebasing: line[range]), replacedSurrogates: &replaced)
  }

  /// The record that the document carries: the whole body, or an object of the fields asked for.
  private func keptRecord(_ body: UnsafeBufferPointer<UInt8>) -> Record {
    guard let keptNames else { return Record(bytes: Array(body), fields: recordFields) }
    var bytes: [UInt8] = []
    var kept: ContiguousArray<Record.Field> = []
    for field in fields {
      let name = UnsafeBufferPointer(rebasing: body[field.name])
      guard keptNames.contains(where: { FieldNames.matches($0, name) }) else { continue }
      bytes.append(contentsOf: kept.isEmpty ? [0x7B, 0x22] : [0x2C, 0x22])
      let nameStart = bytes.count
      bytes.append(contentsOf: name)
      bytes.append(contentsOf: [0x22, 0x3A])
      let valueStart = bytes.count
      bytes.append(contentsOf: body[field.value])
      kept.append(
        Record.Field(name: nameStart..<nameStart + name.count, value: valueStart..<bytes.count))
    }
    if !kept.isEmpty { bytes.append(0x7D) }
    return Record(bytes: bytes, fields: kept)
  }

  private var recordFields: ContiguousArray<Record.Field> {
    fields.withUnsafeBufferPointer { fields in
      ContiguousArray(unsafeUninitializedCapacity: fields.count) { kept, count in
        for (index, field) in fields.enumerated() {
          kept.initializeElement(at: index, to: Record.Field(name: field.name, value: field.value))
        }
        count = fields.count
      }
    }
  }

  /// Whether a field is the text or one that the record keeps.
  private func isNeeded(_ field: JSONField, of body: UnsafeBufferPointer<UInt8>) -> Bool {
    let name = UnsafeBufferPointer(rebasing: body[field.name])
    return FieldNames.matches(textField, name)
      || keptNames?.contains { FieldNames.matches($0, name) } == true
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
