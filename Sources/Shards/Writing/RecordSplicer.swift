package import Pipelines
import Text

/// Turns documents into JSON lines by splicing: bytes of the original record are copied, only what
/// a stage changed is written anew.
///
/// - An unchanged text keeps its original spelling; a changed one replaces the value of the text
///   field.
/// - Notes become the value of a last field `sluice`; an existing field of that name gets the new
///   value.
/// - A document without a record (plain text) becomes `{"id": …, "text": …, "sluice": …}`.
package struct RecordSplicer {
  private static let notesField = Array("sluice".utf8)
  private let textField: [UInt8]

  package init(textField: String = "text") { self.textField = Array(textField.utf8) }

  /// Appends a document as one line, line feed included; `identity` is used where there is no record.
  package func append(
    _ document: borrowing Document, identity: @autoclosure () -> String, to line: inout [UInt8]
  ) {
    if document.record.bytes.isEmpty {
      appendPlain(document, identity: identity(), to: &line)
    } else {
      appendSpliced(document, to: &line)
    }
    line.append(0x0A)
  }

  private func appendPlain(
    _ document: borrowing Document, identity: String, to line: inout [UInt8]
  ) {
    line.append(contentsOf: "{\"id\":".utf8)
    JSONString.append(identity, to: &line)
    line.append(contentsOf: ",\"text\":\"".utf8)
    JSONString.escape(document.text.span, into: &line)
    line.append(0x22)
    appendNotesField(document.notes, to: &line)
    line.append(UInt8(ascii: "}"))
  }

  private func appendSpliced(_ document: borrowing Document, to line: inout [UInt8]) {
    let record = document.record
    let text = document.isTextChanged ? FieldNames.lastValue(textField, in: record) : nil
    let notes =
      document.notes.entries.isEmpty ? nil : FieldNames.lastValue(Self.notesField, in: record)
    // Two values of one record never overlap: they are replaced in the order in which they stand.
    var position = 0
    for value in [text, notes].compactMap({ $0 }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      line.append(contentsOf: record.bytes[position..<value.lowerBound])
      if value == notes {
        appendObject(document.notes, to: &line)
      } else {
        line.append(0x22)
        JSONString.escape(document.text.span, into: &line)
        line.append(0x22)
      }
      position = value.upperBound
    }
    let lastField = record.fields.last
    let isMissingText = document.isTextChanged && text == nil
    let isMissingNotes = !document.notes.entries.isEmpty && notes == nil
    if isMissingText || isMissingNotes {
      let end = lastField?.value.upperBound ?? objectStart(record)
      line.append(contentsOf: record.bytes[position..<end])
      position = end
      var addition: [UInt8] = []
      if isMissingText { appendTextField(document, to: &addition) }
      if isMissingNotes { appendNotesField(document.notes, to: &addition) }
      line.append(contentsOf: lastField == nil ? addition.dropFirst() : addition[...])
    }
    line.append(contentsOf: record.bytes[position...])
  }

  /// Offset behind the opening brace.
  private func objectStart(_ record: borrowing Record) -> Int {
    (record.bytes.firstIndex(of: UInt8(ascii: "{")) ?? -1) + 1
  }

  private func appendTextField(_ document: borrowing Document, to line: inout [UInt8]) {
    line.append(contentsOf: ",\"".utf8)
    JSONString.escape(textField.span, into: &line)
    line.append(contentsOf: "\":\"".utf8)
    JSONString.escape(document.text.span, into: &line)
    line.append(0x22)
  }

  private func appendNotesField(_ notes: borrowing Notes, to line: inout [UInt8]) {
    guard !notes.entries.isEmpty else { return }
    line.append(contentsOf: ",\"sluice\":".utf8)
    appendObject(notes, to: &line)
  }

  private func appendObject(_ notes: borrowing Notes, to line: inout [UInt8]) {
    var object = JSONObjectWriter()
    for entry in notes.entries {
      switch entry.value {
      case .number(let number): object.add(entry.name, number)
      case .text(let text): object.add(entry.name, text)
      }
    }
    line.append(contentsOf: object.finished())
  }
}
