import Pipelines

/// Walks a shard's decisions beside its documents, both in document order.
public final class DecisionCursor {
  private let decisions: SidecarMerge
  private var isOpen: Bool

  init(_ decisions: SidecarMerge) throws {
    self.decisions = decisions
    isOpen = try decisions.advance()
  }

  /// Calls `body` with the payload of each decision about a document; decisions about documents before
  /// it are passed over.
  func forEachDecision(about document: DocumentID, _ body: ([UInt8]) throws -> Void) throws {
    while isOpen, decisions.key <= document.rawValue {
      if decisions.key == document.rawValue { try body(decisions.payload) }
      isOpen = try decisions.advance()
    }
  }
}
