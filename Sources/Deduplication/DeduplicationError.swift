package import Pipelines

/// What can go wrong between the parts of a deduplication stage.
public struct DeduplicationError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    /// The table has no usable sketch of a document that has band records.
    case missingSketch
    /// An observation or decision is not of the stage's layout.
    case unreadableRecord(bytes: Int)
    /// A decision about a segment that the document does not have.
    case missingSegment(index: Int, count: Int)
    /// An observation or decision about words that the document does not have.
    case missingWords
  }

  public var problem: Problem
  /// Printed identity of the document.
  public var document: String

  public var description: String {
    switch problem {
    case .missingSketch:
      "\(document): no sketch of its shingles in the observe table; expected one for each document "
        + "with band records; remove the stage's phases from the run and resume"
    case .unreadableRecord(let bytes):
      "\(document): a record of \(bytes) bytes; expected the layout of this version; remove the "
        + "stage's phases from the run and resume"
    case .missingSegment(let index, let count):
      "\(document): a decision about segment \(index + 1) of \(count); expected one of this text; "
        + "the shard changed between phases: run again from the start"
    case .missingWords:
      "\(document): a record about words that it does not have; expected words of this text; the "
        + "shard changed between phases: run again from the start"
    }
  }
}

extension [InputShard] {
  /// The printed identity of a document, or its numbers when the plan has no such input.
  package func printedIdentity(of document: DocumentID) -> String {
    guard indices.contains(document.input) else {
      return "input \(document.input), record \(document.record + 1)"
    }
    return self[document.input].printedIdentity(record: document.record)
  }
}
