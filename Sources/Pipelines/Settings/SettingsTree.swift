import FoundationEssentials

extension LocatedValue {
  /// The tree of an encodable value, without places: defaults, resolved settings.
  public init(encoding value: some Encodable, file: String = "") throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let data = try encoder.encode(value)
    self = try JSONDecoder().decode(PlainValue.self, from: data).value
  }

  /// Reads a JSON value of any shape; objects become maps with sorted keys.
  init(plainFrom decoder: any Decoder) throws { self = try PlainValue(from: decoder).value }
}

/// A JSON value of any shape.
private struct PlainValue: Decodable {
  var value: LocatedValue

  init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      value = LocatedValue(.null)
    } else if let boolean = try? single.decode(Bool.self) {
      value = LocatedValue(.boolean(boolean))
    } else if let integer = try? single.decode(Int.self) {
      value = LocatedValue(.integer(integer))
    } else if let number = try? single.decode(Double.self) {
      value = LocatedValue(.number(number))
    } else if let text = try? single.decode(String.self) {
      value = LocatedValue(.string(text))
    } else if let list = try? single.decode([PlainValue].self) {
      value = LocatedValue(.list(list.map(\.value)))
    } else {
      let map = try single.decode([String: PlainValue].self)
      value = LocatedValue(
        .map(
          map.sorted { $0.key < $1.key }.map {
            LocatedValue.Entry(key: $0.key, place: SettingsPlace(), value: $0.value.value)
          }))
    }
  }
}

extension LocatedValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    switch content {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .boolean(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .integer(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .number(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .string(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .list(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
    case .map(let entries):
      var container = encoder.container(keyedBy: NameKey.self)
      for entry in entries { try container.encode(entry.value, forKey: NameKey(entry.key)) }
    }
  }
}

private struct NameKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
