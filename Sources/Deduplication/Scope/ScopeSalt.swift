import Pipelines
import Text

/// What is mixed into the keys of a document, so that documents of different scopes share none.
///
/// Keys are hashes: two of different scopes agree as seldom as two hashes do.
struct ScopeSalt: Sendable {
  private let saltsByInput: [Hash128]
  private let field: MetadataField?

  init(_ scope: DeduplicationScope, inputs: [InputShard]) {
    saltsByInput = inputs.map { input in
      switch scope {
      case .global, .field: Hash128(high: 0, low: 0)
      case .source: StableHash.hash128(input.source)
      case .shard: StableHash.hash128("\(input.source)/\(input.name)")
      }
    }
    if case .field(let name) = scope { field = MetadataField(name) } else { field = nil }
  }

  /// The salt of a document; `tally` counts those without the field as `withoutScope/<name>`.
  func salt(of document: borrowing Document, tally: inout Tally) -> Hash128 {
    guard let field else {
      let input = document.id.input
      return saltsByInput.indices.contains(input) ? saltsByInput[input] : Hash128(high: 0, low: 0)
    }
    guard let value = field.value(in: document) else {
      tally.add("withoutScope/\(field.name)")
      return Hash128(high: 0, low: 0)
    }
    return StableHash.hash128(value.bytes.span)
  }
}

extension Hash128 {
  /// The key of a scope's own.
  func salted(with salt: Hash128) -> Hash128 {
    Hash128(high: high ^ salt.high, low: low ^ salt.low)
  }
}
