import Pipelines
import Text

/// Computes the 128-bit hash of what is compared.
struct ExactKeys: Sendable {
  private let comparison: ExactComparison
  private let field: MetadataField

  init(_ comparison: ExactComparison) {
    self.comparison = comparison
    field =
      switch comparison {
      case .text, .words: MetadataField("")
      case .id: MetadataField("id")
      case .url(let name), .field(let name): MetadataField(name)
      }
  }

  /// The key of a document; nil when it lacks what is compared.
  func key(of document: borrowing Document, shared: inout SharedScratch) -> Hash128? {
    switch comparison {
    case .text: return StableHash.hash128(document.text.span)
    case .words: return ofWords(document, &shared) ?? StableHash.hash128(document.text.span)
    case .id, .field: return field.value(in: document).map { StableHash.hash128($0.bytes.span) }
    case .url:
      let url = field.value(in: document).map { NormalizedURL.normalize($0.bytes) }
      guard let url, !url.isEmpty else { return nil }
      return StableHash.hash128(url.span)
    }
  }

  private func ofWords(_ document: borrowing Document, _ shared: inout SharedScratch) -> Hash128? {
    shared.withWords(of: document, .alphanumeric) { words -> Hash128? in
      guard words.count > 0 else { return nil }
      return words.hashes.withUnsafeBytes { bytes in
        var hasher = StreamingHash128(seed: 1)
        hasher.update(bytes)
        return hasher.finalized()
      }
    }
  }
}
