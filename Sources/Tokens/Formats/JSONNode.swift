/// A JSON value read whole: for the small parts of tokenizer files.
enum JSONNode: Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case string([UInt8])
  case array([JSONNode])
  /// In the order of the file.
  case object([Member])

  struct Member: Equatable {
    var name: String
    var value: JSONNode
  }

  /// The member of an object; nil when it is absent, null, or this is no object.
  subscript(_ name: String) -> JSONNode? {
    guard case .object(let members) = self,
      let value = members.last(where: { $0.name == name })?.value, value != .null
    else { return nil }
    return value
  }

  var text: String? {
    if case .string(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }

  var bytes: [UInt8]? { if case .string(let bytes) = self { bytes } else { nil } }
  var isTrue: Bool? { if case .boolean(let value) = self { value } else { nil } }
  var elements: [JSONNode]? { if case .array(let elements) = self { elements } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// A whole number of at most 32 bits.
  var id: UInt32? { number.flatMap { UInt32(exactly: $0) } }

  /// Names of an object's members, in the order of the file.
  var names: [String] {
    if case .object(let members) = self { members.map(\.name) } else { [] }
  }
}
