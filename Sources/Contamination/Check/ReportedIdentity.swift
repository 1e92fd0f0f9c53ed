public import Pipelines
import Text

extension Document {
  /// The document's identity for people: the record's own id when it has one, else
  /// `source/shard:record`.
  ///
  /// Ids that are texts are unescaped, numbers stay as they stand; other and empty ones do not count.
  public func reportedIdentity(in shard: InputShard, idField: String = "id") -> String {
    guard let range = record.valueRange(of: idField), range.count > 0 else {
      return shard.printedIdentity(record: id.record)
    }
    let value = record.bytes[range]
    switch JSONKind(firstByte: record.bytes[range.lowerBound]) {
    case .number: return String(decoding: value, as: UTF8.self)
    case .string:
      var replacedSurrogates = 0
      let text = value.dropFirst().dropLast().withUnsafeBufferPointer {
        JSONString.unescaped($0, replacedSurrogates: &replacedSurrogates)
      }
      return text.isEmpty
        ? shard.printedIdentity(record: id.record) : String(decoding: text, as: UTF8.self)
    default: return shard.printedIdentity(record: id.record)
    }
  }
}
