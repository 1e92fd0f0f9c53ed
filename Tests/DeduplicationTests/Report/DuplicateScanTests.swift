import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct DuplicateScanTests {
  /// Inputs of two sources: `web` has the first two shards, `books` the third.
  private let inputs = ["web", "web", "books"].enumerated().map { ordinal, source in
    InputShard(
      ordinal: ordinal, source: source, name: "s\(ordinal)", path: "", format: "jsonl", bytes: 0)
  }

  private func scan(
    sampleSize: Int = 200, seed: UInt64 = 1, _ write: (SidecarWriter) throws -> Void
  ) throws -> DuplicateScan {
    let folder = TemporaryFolder()
    let writer = SidecarWriter(creating: folder.path + "/decisions")
    try write(writer)
    try writer.finish()
    return try DuplicateScan(
      SidecarMerge(paths: [folder.path + "/decisions"], range: .all), inputs: inputs, seed: seed,
      sampleSize: sampleSize)
  }

  /// Writes a cluster of the document `survivor` and those dropped for it.
  private func write(
    _ survivor: DocumentID, _ dropped: [DocumentID], to writer: SidecarWriter,
    similarity: Double = 0.8, isContained: Bool = false
  ) throws {
    var decision = ClusterDecision(
      survivor: survivor, cluster: survivor, clusterSize: dropped.count + 1, similarity: 1,
      origins: ClusterOrigins(members: Array(dropped.prefix(5))))
    try decision.write(about: survivor, to: writer)
    decision.origins = nil
    decision.similarity = similarity
    decision.isContained = isContained
    for document in dropped { try decision.write(about: document, to: writer) }
  }

  private func document(_ input: Int, _ record: Int) -> DocumentID {
    DocumentID(input: input, record: record)
  }

  @Test("dropped documents are counted by their source and that of their survivor")
  func matrix() throws {
    let scan = try scan { writer in
      try write(document(0, 0), [document(1, 5), document(2, 6), document(2, 7)], to: writer)
      try write(document(2, 1), [document(2, 2), document(0, 9)], to: writer)
    }
    typealias Pair = DuplicateScan.SourcePair
    #expect(
      scan.matrix == [
        Pair(dropped: 0, survivor: 0): 1, Pair(dropped: 1, survivor: 0): 2,
        Pair(dropped: 1, survivor: 1): 1, Pair(dropped: 0, survivor: 1): 1,
      ])
    #expect(scan.sample.population == 5 && scan.sample.entries.count == 5)
  }

  @Test("a survivor that is no document of the run is counted apart and not sampled")
  func elsewhere() throws {
    let scan = try scan { writer in
      let decision = ClusterDecision(
        survivor: document(7, 0), cluster: document(7, 0), clusterSize: 2, similarity: 0.9)
      try decision.write(about: document(0, 3), to: writer)
    }
    #expect(scan.matrix == [DuplicateScan.SourcePair(dropped: 0, survivor: -1): 1])
    #expect(scan.sample.population == 0 && scan.largest.isEmpty)
  }

  @Test("the ten largest clusters are told, of equal ones the first")
  func largest() throws {
    let sizes = [3, 9, 2, 9, 4, 5, 6, 7, 8, 3, 3, 2, 12, 3]
    let scan = try scan { writer in
      for (index, size) in sizes.enumerated() {
        try write(
          document(0, index), (1..<size).map { document(1, 100 * index + $0) }, to: writer)
      }
    }
    #expect(scan.largest.map(\.size) == [12, 9, 9, 8, 7, 6, 5, 4, 3, 3])
    #expect(scan.largest.map(\.survivor.record) == [12, 1, 3, 8, 7, 6, 5, 4, 0, 9])
    #expect(scan.largest[0].origins.members.count == 5)
  }

  @Test("the same pairs are drawn when more documents come, as far as there is room")
  func sample() throws {
    func drawn(_ count: Int, seed: UInt64) throws -> [DuplicateScan.Pair] {
      try scan(sampleSize: 20, seed: seed) { writer in
        for index in 0..<count {
          try write(
            document(0, index), [document(1, index)], to: writer,
            similarity: Double(index) / 1000, isContained: index % 2 == 1)
        }
      }.sample.entries.map(\.element)
    }
    let small = try drawn(500, seed: 1)
    let large = try drawn(1000, seed: 1)
    #expect(small.count == 20 && large.count == 20)
    #expect(large.filter { $0.dropped.record < 500 } == Array(small.filter { large.contains($0) }))
    #expect(try drawn(500, seed: 2) != small)
    for pair in small {
      #expect(pair.similarity == Double(pair.dropped.record) / 1000)
      #expect(pair.isContained == (pair.dropped.record % 2 == 1))
      #expect(pair.survivor == document(0, pair.dropped.record))
    }
  }

  @Test("a decision that cannot be read, or about no document of the run, is refused")
  func damage() throws {
    #expect(throws: DeduplicationError.self) {
      try scan { try $0.append(key: 0, document: 0, payload: [1, 2, 3].span) }
    }
    #expect(throws: DeduplicationError.self) {
      try scan { try write(document(9, 0), [], to: $0) }
    }
  }
}
