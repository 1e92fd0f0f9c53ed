import Pipelines
import TestSupport
import Testing
import Text
import Tokens

@Suite struct RoundsFileTests {
  private static func built(_ documents: Int) -> (RoundsBuilder, Rehydration, [Hash128]) {
    var random = SplitMix64(seed: 3)
    let rehydration = Rehydration(copies: .linear, maximumCopies: 4)
    var builder = RoundsBuilder(rehydration)
    var keys: [Hash128] = []
    for document in 0..<documents {
      keys.append(Hash128(high: random.next(), low: random.next()))
      builder.append(keys[document], tokens: document, clusterSize: document % 6)
    }
    return (builder, rehydration, keys)
  }

  @Test("every copy of a document is found in its round", arguments: [0, 1, 50])
  func roundTrip(documents: Int) throws {
    let (builder, rehydration, keys) = Self.built(documents)
    let folder = TemporaryFolder()
    try writeFileAtomically(builder.encoded(), to: folder.path + "/rounds")
    let file = try RoundsFile(opening: folder.path + "/rounds")
    var expected: [[Int]] = [[], [], [], []]
    var tokens = 0
    for (document, key) in keys.enumerated() {
      let copies = rehydration.copies(clusterSize: document % 6)
      tokens += copies * document
      for round in rehydration.rounds(of: key, copies: copies) { expected[round].append(document) }
    }
    #expect(file.tokens == tokens)
    for round in 0..<4 {
      let found = (0..<file.count(ofRound: round)).map { file.document($0, ofRound: round) }
      #expect(found == expected[round])
    }
  }

  @Test("a damaged file is refused, wherever it ends")
  func damage() throws {
    let bytes = Self.built(9).0.encoded()
    let folder = TemporaryFolder()
    let path = folder.path + "/rounds"
    for count in bytes.indices {
      try writeFileAtomically(Array(bytes[..<count]), to: path)
      #expect(throws: FileError.self) { _ = try RoundsFile(opening: path) }
    }
    for change: UInt8 in [0, 0xFF] {
      var damaged = bytes
      damaged.replaceSubrange(16..<24, with: [UInt8](repeating: change, count: 8))
      try writeFileAtomically(damaged, to: path)
      #expect(throws: FileError.self) { _ = try RoundsFile(opening: path) }
    }
  }
}
