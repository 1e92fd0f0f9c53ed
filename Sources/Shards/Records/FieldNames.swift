import Pipelines
import Text

/// Looks up top-level fields by name, whatever escapes the name is spelled with.
enum FieldNames {
  /// The last field with a name (JSON parsers keep the last duplicate), or nil.
  static func last(
    _ name: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, _ fields: ContiguousArray<JSONField>
  ) -> JSONField? {
    fields.last { matches(name, UnsafeBufferPointer(rebasing: bytes[$0.name])) }
  }

  /// The range of the last value of a record's field with a name, or nil.
  static func lastValue(_ name: [UInt8], in record: borrowing Record) -> Range<Int>? {
    let fields = record.fields
    return record.bytes.withUnsafeBufferPointer { bytes in
      fields.last { matches(name, UnsafeBufferPointer(rebasing: bytes[$0.name])) }?.value
    }
  }

  /// Whether a name, as a record spells it between its quotes, is this one.
  static func matches(_ name: [UInt8], _ spelled: UnsafeBufferPointer<UInt8>) -> Bool {
    if spelled.count == name.count, spelled.elementsEqual(name) { return true }
    // An escape is longer than what it stands for.
    guard spelled.count > name.count, spelled.contains(UInt8(ascii: "\\")) else { return false }
    var replaced = 0
    return JSONString.unescaped(spelled, replacedSurrogates: &replaced) == name
  }
}
