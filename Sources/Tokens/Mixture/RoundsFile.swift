internal import Pipelines
public import Text

// Which documents of a token shard stand in which round of a pass, where documents are rehydrated.
// All numbers are little-endian.
//
//   offset   size   content
//   0        8      rounds R u64
//   8        8      tokens of one pass, copies included u64
//   16       8 R    documents of each round u64
//   …        4 n    ordinals of the documents in the shard u32, round by round, ascending in each

/// Collects the rounds of one shard's documents; four bytes a copy.
public struct RoundsBuilder {
  private let rehydration: Rehydration
  private var rounds: [ContiguousArray<UInt32>]
  private var tokens = 0
  private var documents: UInt32 = 0

  public init(_ rehydration: Rehydration) {
    self.rehydration = rehydration
    rounds = Array(repeating: [], count: rehydration.rounds)
  }

  /// Adds the shard's next document.
  ///
  /// - Parameters:
  ///   - key: its stable key.
  ///   - tokens: its length.
  ///   - clusterSize: members of its cluster of duplicates, 1 without.
  public mutating func append(_ key: Hash128, tokens: Int, clusterSize: Int) {
    let copies = rehydration.copies(clusterSize: clusterSize)
    for round in rehydration.rounds(of: key, copies: copies) { rounds[round].append(documents) }
    self.tokens += tokens * copies
    documents += 1
  }

  /// The file's bytes.
  public func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendInteger(UInt64(rounds.count))
    bytes.appendInteger(UInt64(tokens))
    for round in rounds { bytes.appendInteger(UInt64(round.count)) }
    for round in rounds { for ordinal in round { bytes.appendInteger(ordinal) } }
    return bytes
  }
}

/// Reads the rounds of one shard's documents through a memory mapping.
public struct RoundsFile: Sendable {
  /// Tokens of one pass, copies included.
  public let tokens: Int
  /// Documents before each round, and in all.
  private let starts: [Int]
  private let file: MappedFile

  /// - Throws: `FileError` for anything but a whole file of this layout.
  public init(opening path: String) throws {
    file = try MappedFile(opening: path)
    let bytes = file.bytes
    func number(_ offset: Int) -> Int {
      Int(
        clamping: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      )
    }
    let damaged = FileError(
      path: path, operation: "read", reason: "it is not a whole file of rounds")
    guard bytes.count >= 16, (1...1000).contains(number(0)), bytes.count >= 16 + 8 * number(0)
    else { throw damaged }
    tokens = number(8)
    var starts = [0]
    for round in 0..<number(0) {
      let count = number(16 + 8 * round)
      guard count <= bytes.count / 4 else { throw damaged }
      starts.append(starts[round] + count)
    }
    guard bytes.count == 16 + 8 * (starts.count - 1) + 4 * (starts.last ?? 0) else { throw damaged }
    self.starts = starts
  }

  public var roundCount: Int { starts.count - 1 }

  /// Documents of a round.
  public func count(ofRound round: Int) -> Int { starts[round + 1] - starts[round] }

  /// The document at a place of a round, as an ordinal of its shard.
  ///
  /// - Precondition: the round has that many documents.
  public func document(_ element: Int, ofRound round: Int) -> Int {
    precondition(element >= 0 && element < count(ofRound: round), "an element of the round")
    let offset = 16 + 8 * (starts.count - 1) + 4 * (starts[round] + element)
    return Int(
      UInt32(littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }
}
