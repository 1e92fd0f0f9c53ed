import Pipelines
import Text

/// Chooses, line after line, the document that keeps it, in constant memory.
///
/// The keeper is the document with the smallest keyed hash of its printed identity, so that no source
/// is favoured; C4 takes the smallest hash of the URL. The best document so far is held back; every
/// other one gets its decision at once.
struct RepeatedLines {
  /// Occurrences of one line seen so far.
  private struct Line {
    var low: UInt64
    var keeper: DocumentID
    var keeperRank: Hash128
    /// Whether the line stands in the keeper more than once.
    var keeperRepeats = false
    /// The document of the last record, to tell repeats inside a document.
    var last: DocumentID
  }

  private let inputs: [InputShard]
  private let seed: UInt64
  private var key: UInt64 = 0
  /// Lines of the current key: one, unless high halves collide.
  private var lines: [Line] = []
  private(set) var tally = Tally()

  init(inputs: [InputShard], seed: UInt64) {
    self.inputs = inputs
    self.seed = seed
  }

  /// Adds the next occurrence, in (key, document) order.
  mutating func add(
    _ line: Hash128, in document: DocumentID, to decisions: SidecarWriter
  ) throws {
    if line.high != key { try finish(to: decisions) }
    key = line.high
    guard let index = lines.firstIndex(where: { $0.low == line.low }) else {
      lines.append(
        Line(low: line.low, keeper: document, keeperRank: rank(of: document), last: document))
      return
    }
    if document == lines[index].last {
      if document == lines[index].keeper { lines[index].keeperRepeats = true }
      return
    }
    lines[index].last = document
    let rank = rank(of: document)
    var loser = document
    if (rank, document) < (lines[index].keeperRank, lines[index].keeper) {
      loser = lines[index].keeper
      lines[index].keeper = document
      lines[index].keeperRank = rank
      lines[index].keeperRepeats = false
    }
    tally.add("linesDropped")
    try LineDecision(line: line, keepsFirst: false).write(about: loser.rawValue, to: decisions)
  }

  /// Writes what is left to say about the current lines.
  mutating func finish(to decisions: SidecarWriter) throws {
    for line in lines where line.keeperRepeats {
      tally.add("linesRepeatedInDocument")
      try LineDecision(line: Hash128(high: key, low: line.low), keepsFirst: true)
        .write(about: line.keeper.rawValue, to: decisions)
    }
    lines.removeAll(keepingCapacity: true)
  }

  private func rank(of document: DocumentID) -> Hash128 {
    guard inputs.indices.contains(document.input) else { return Hash128(high: .max, low: .max) }
    return inputs[document.input].stableKey(record: document.record, seed: seed)
  }
}
