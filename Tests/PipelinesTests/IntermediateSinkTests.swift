import Pipelines
import Testing

/// Counts what it is given.
private final class Counter: DocumentSink {
  var records: [Int] = []
  var isFinished = false
  func append(_ document: Document) { records.append(document.id.record) }
  func finish() { isFinished = true }
}

@Suite struct IntermediateSinkTests {
  @Test(
    "documents are kept whole when few of the first records survive, whatever comes later",
    arguments: [
      // Every how many-th of the first records survives, of the later ones, and what follows.
      (first: 1, later: 1, isWhole: false), (2, 2, false), (3, 3, true), (10, 1, true),
      (1, 10, false),
    ])
  func share(first: Int, later: Int, isWhole: Bool) throws {
    let counter = Counter()
    var decision: Bool?
    var sink = IntermediateSink { keepsRecords in
      #expect(decision == nil)
      decision = keepsRecords
      return counter
    }
    let records = (0..<4096).filter { $0 % ($0 < 600 ? first : later) == 0 }
    for record in records {
      try sink.append(Document(id: DocumentID(input: 3, record: record), text: [0x61]))
    }
    try sink.finish()
    #expect(decision == isWhole)
    #expect(counter.records == records)
    #expect(counter.isFinished)
  }

  @Test("large documents are not held back")
  func large() throws {
    let counter = Counter()
    var sink = IntermediateSink { _ in counter }
    for record in 0..<5 {
      let text = [UInt8](repeating: 0x61, count: 1 << 20)
      try sink.append(Document(id: DocumentID(input: 0, record: record), text: text))
    }
    #expect(counter.records == [0, 1, 2, 3, 4])
  }

  @Test("a shard of which nothing survives has an empty file")
  func empty() throws {
    let counter = Counter()
    var sink = IntermediateSink { _ in counter }
    try sink.finish()
    #expect(counter.isFinished)
  }
}
