import Pipelines

extension [UInt8] {
  mutating func appendCount(_ count: Int) { appendLEB128(UInt64(count)) }

  mutating func appendBytes(_ bytes: some Collection<UInt8>) {
    appendCount(bytes.count)
    append(contentsOf: bytes)
  }

  /// Appends notes: LEB128 count; each: name (LEB128 length, bytes), type (0 number, 1 text), 8 bytes
  /// or text.
  mutating func appendNotes(_ notes: borrowing Notes) {
    appendCount(notes.entries.count)
    for entry in notes.entries {
      appendBytes(entry.name.utf8)
      switch entry.value {
      case .number(let number):
        append(0)
        appendInteger(number.bitPattern)
      case .text(let text):
        append(1)
        appendBytes(text.utf8)
      }
    }
  }
}

/// A forward position in a body that answers nil past its end.
struct BodyCursor {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else { return nil }
    defer { position += size }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
  }

  mutating func count() -> Int? {
    bytes.leb128(at: &position).flatMap { Int(exactly: $0) }
  }

  mutating func string() -> [UInt8]? {
    guard let length = count(), length <= bytes.count - position else { return nil }
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  mutating func notes() -> Notes? {
    var notes = Notes()
    guard let count = count() else { return nil }
    for _ in 0..<count {
      guard let name = string(), let type = integer(UInt8.self) else { return nil }
      let key = String(decoding: name, as: UTF8.self)
      if type == 0 {
        guard let pattern = integer(UInt64.self) else { return nil }
        notes.set(key, to: Double(bitPattern: pattern))
      } else {
        guard let text = string() else { return nil }
        notes.set(key, to: String(decoding: text, as: UTF8.self))
      }
    }
    return notes
  }
}
