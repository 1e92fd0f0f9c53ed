import FoundationEssentials
import Text

/// The decoded value of a benchmark field: JSON of any shape.
enum FieldValue: Decodable {
  case text(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case list([FieldValue])
  case map([String: FieldValue])
  case null

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([FieldValue].self) {
      self = .list(list)
    } else if let integer = try? value.decode(Int.self) {
      self = .integer(integer)
    } else if let map = try? value.decode([String: FieldValue].self) {
      self = .map(map)
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      guard value.decodeNil() else {
        throw DecodingError.dataCorruptedError(in: value, debugDescription: "not a JSON value")
      }
      self = .null
    }
  }

  /// Decodes the bytes of one JSON value of a scanned record.
  init(decoding bytes: ArraySlice<UInt8>) throws {
    guard bytes.first == UInt8(ascii: "\""), bytes.count >= 2 else {
      self = try JSONDecoder().decode(FieldValue.self, from: Data(bytes))
      return
    }
    var replacedSurrogates = 0
    let text = bytes.dropFirst().dropLast().withUnsafeBufferPointer {
      JSONString.unescaped($0, replacedSurrogates: &replacedSurrogates)
    }
    self = .text(String(decoding: text, as: UTF8.self))
  }

  /// The texts in the value, in order; of a map those under `text`.
  var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .integer(let number): [String(number)]
    case .number(let number): ["\(number)"]
    case .boolean(let value): [value ? "yes" : "no"]
    case .list(let values): values.flatMap(\.texts)
    case .map(let entries): entries["text"]?.texts ?? []
    case .null: []
    }
  }

  /// The labels of a map of options, such as A, B, C, D; empty for a plain list.
  var labels: [String] {
    guard case .map(let entries) = self else { return [] }
    return entries["label"]?.texts ?? []
  }
}
