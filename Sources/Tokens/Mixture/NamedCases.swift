internal import Pipelines

/// Decodes one of a few names; an unknown one is refused with the nearest.
func suggesting<Value: RawRepresentable & CaseIterable>(
  from decoder: any Decoder
) throws -> Value where Value.RawValue == String {
  let name = try decoder.singleValueContainer().decode(String.self)
  if let value = Value(rawValue: name) { return value }
  let known = Value.allCases.map(\.rawValue)
  throw DecodingError.dataCorrupted(
    DecodingError.Context(
      codingPath: decoder.codingPath,
      debugDescription: nearestName(to: name, among: known).map { "did you mean '\($0)'?" }
        ?? "expected one of \(known.joined(separator: ", "))"))
}
