import Pipelines
import Text

// Documents between two passes, exactly as they are in memory: a framed file (`FramedFileWriter`) with
// the mark "SLDOCS01". A body is
//
//   identity 8 bytes little-endian · byte offset LEB128
//   flags 1 byte: bit 0 the text was changed, bit 1 the text is the value of a field of the record
//   text: LEB128 length, bytes; with bit 1 instead the LEB128 index of the field
//   notes as `appendNotes` writes them
//   record: LEB128 length, bytes; LEB128 count of fields, each four LEB128: gap to the name since the end
//   of the field before, length of the name, gap to the value, length of the value
//
// Worked example: identity 1, offset 5, text "a", no notes, no record is the 15 bytes
// 01 00 00 00 00 00 00 00  05  00  01 61  00  00  00.

enum IntermediateFormat {
  static let mark = Array("SLDOCS01".utf8)

  /// Appends a document's body.
  static func encode(_ document: borrowing Document, into body: inout [UInt8]) {
    body.appendInteger(document.id.rawValue)
    body.appendCount(document.byteOffset)
    // A text nobody changed stands in the record already: it is not stored, and compressed, twice.
    if let field = textField(of: document) {
      body.append(document.isTextChanged ? 3 : 2)
      body.appendCount(field)
    } else {
      body.append(document.isTextChanged ? 1 : 0)
      body.appendBytes(document.text)
    }
    body.appendNotes(document.notes)
    body.appendBytes(document.record.bytes)
    body.appendCount(document.record.fields.count)
    var position = 0
    for field in document.record.fields {
      body.appendCount(field.name.lowerBound - position)
      body.appendCount(field.name.count)
      body.appendCount(field.value.lowerBound - field.name.upperBound)
      body.appendCount(field.value.count)
      position = field.value.upperBound
    }
  }

  /// A body's document, or nil when the bytes are no body.
  static func decode(_ body: UnsafeRawBufferPointer) -> Document? {
    var cursor = BodyCursor(body)
    guard let identity = cursor.integer(UInt64.self), let byteOffset = cursor.count(),
      let flags = cursor.integer(UInt8.self)
    else { return nil }
    let isInRecord = flags & 2 == 2
    guard let index = isInRecord ? cursor.count() : 0,
      let stored = isInRecord ? [] : cursor.string(),
      let notes = cursor.notes(), let record = decodeRecord(&cursor), cursor.isAtEnd,
      let text = isInRecord ? fieldText(index, of: record) : stored
    else { return nil }
    return Document(
      id: DocumentID(rawValue: identity), byteOffset: byteOffset, text: text, record: record,
      notes: notes, isTextChanged: flags & 1 == 1)
  }

  /// Index of the field whose value is the document's text, or nil.
  private static func textField(of document: borrowing Document) -> Int? {
    let record = document.record
    let text = document.text
    return record.fields.indices.first { index in
      record.fields[index].value.count >= text.count + 2 && fieldText(index, of: record) == text
    }
  }

  /// The text of a field, or nil where there is no such field or it is no string.
  private static func fieldText(_ index: Int, of record: borrowing Record) -> [UInt8]? {
    guard record.fields.indices.contains(index) else { return nil }
    let value = record.fields[index].value
    return record.bytes.withUnsafeBufferPointer { bytes in
      guard value.count >= 2, bytes[value.lowerBound] == UInt8(ascii: "\"") else { return nil }
      var replaced = 0
      let inside = bytes[(value.lowerBound + 1)..<(value.upperBound - 1)]
      return JSONString.unescaped(
        UnsafeBufferPointer(rebasing: inside), replacedSurrogates: &replaced)
    }
  }

  private static func decodeRecord(_ cursor: inout BodyCursor) -> Record? {
    guard let bytes = cursor.string(), let count = cursor.count() else { return nil }
    var fields: ContiguousArray<Record.Field> = []
    var position = 0
    for _ in 0..<count {
      guard let name = range(&cursor, from: position),
        let value = range(&cursor, from: name.upperBound), value.upperBound <= bytes.count
      else { return nil }
      fields.append(Record.Field(name: name, value: value))
      position = value.upperBound
    }
    return Record(bytes: bytes, fields: fields)
  }

  private static func range(_ cursor: inout BodyCursor, from position: Int) -> Range<Int>? {
    guard let gap = cursor.count(), let length = cursor.count() else { return nil }
    let (start, overflow) = position.addingReportingOverflow(gap)
    let (end, overflow2) = start.addingReportingOverflow(length)
    return overflow || overflow2 ? nil : start..<end
  }
}
