import Pipelines
import Text

// What became of the documents of an input shard, beside that shard: a framed file (`FramedFileWriter`)
// with the mark "SLCHNG02". There is a body for each surviving document, in record order:
//
//   identity 8 bytes little-endian
//   fingerprint of its record in the input 8 bytes little-endian (`RecordFingerprint`)
//   flags 1 byte: bit 0 the text was changed
//   with bit 0, the text: LEB128 length, bytes
//   notes as `appendNotes` writes them
//
// Worked example: identity 1, unchanged, no notes: 01 00 00 00 00 00 00 00  8 bytes  00  00.

/// What stages made of one document since it was read.
struct DocumentChange {
  static let mark = Array("SLCHNG02".utf8)

  var id: DocumentID
  var fingerprint: UInt64
  /// The text, nil where it is the one that was read.
  var text: [UInt8]?
  var notes: Notes

  /// Appends the body of a document.
  static func encode(_ document: borrowing Document, into body: inout [UInt8]) {
    body.appendInteger(document.id.rawValue)
    body.appendInteger(RecordFingerprint.of(document))
    body.append(document.isTextChanged ? 1 : 0)
    if document.isTextChanged { body.appendBytes(document.text) }
    body.appendNotes(document.notes)
  }

  /// A body's change, or nil when the bytes are no body.
  init?(_ body: UnsafeRawBufferPointer) {
    var cursor = BodyCursor(body)
    guard let identity = cursor.integer(UInt64.self),
      let fingerprint = cursor.integer(UInt64.self), let flags = cursor.integer(UInt8.self),
      flags < 2
    else { return nil }
    if flags == 1 {
      guard let text = cursor.string() else { return nil }
      self.text = text
    }
    guard let notes = cursor.notes(), cursor.isAtEnd else { return nil }
    id = DocumentID(rawValue: identity)
    self.fingerprint = fingerprint
    self.notes = notes
  }

  /// The document with this change, from the one that was read again; nil when that is another one.
  func applied(to document: Document) -> Document? {
    guard document.id == id else { return nil }
    let changed = Document(
      id: id, byteOffset: document.byteOffset, text: text ?? document.text,
      record: document.record, notes: notes, isTextChanged: text != nil)
    return RecordFingerprint.of(changed) == fingerprint ? changed : nil
  }
}

/// Tells whether a record that is read again is the one that was read before.
enum RecordFingerprint {
  /// Hashes the record; without one (plain text) the byte offset, and the text unless it was changed.
  static func of(_ document: borrowing Document) -> UInt64 {
    if !document.record.bytes.isEmpty { return StableHash.checksum64(document.record.bytes.span) }
    let offset = UInt64(document.byteOffset)
    return document.isTextChanged
      ? StableHash.finalize(offset) : StableHash.checksum64(document.text.span, seed: offset)
  }
}
