/// A unigram language model: a word becomes the pieces whose scores have the largest sum.
///
/// The same path as the reference takes, ties and rounding included: scores are summed from the
/// left in its precision, a position keeps the first best piece that ends there, and pieces are
/// tried from left to right, shorter ones first. Time is linear in the word times the longest
/// piece. Source: Kudo 2018, "Subword Regularization", section 3.2; the search is Viterbi's.
public final class UnigramModel: Sendable {
  /// What an unknown character scores below the worst piece.
  private static let unknownPenalty = 10.0
  /// In the path, a character that is no piece.
  private static let unknownCharacter = UInt32.max
  /// In the path, a position where no piece ends.
  private static let unreached = UInt32.max - 1

  private let trie: PieceTrie
  private let scores: [Double]
  private let lengths: [UInt32]
  private let unknownScore: Double
  private let unknownID: UInt32
  /// The ids of `<0x00>` to `<0xFF>`; empty without fallback to bytes.
  private let byteTokens: [UInt32?]
  private let precision: UnigramRules.Precision

  /// Compiles a vocabulary.
  ///
  /// - Parameters:
  ///   - pieces: UTF-8 and logarithm of the probability, by id. One with a score of −∞ is never
  ///   found
  ///     in text.
  ///   - unknownID: stands for characters that are no piece; neighbours among them become one.
  ///   - byteFallback: whether such characters become the pieces `<0x00>` to `<0xFF>` of their
  ///   bytes,
  ///     where the vocabulary has them all.
  ///   - precision: how sums are rounded.
  /// - Throws: `TokenizerError` without a usable `unknownID`, or for a score that is no number.
  public init(
    pieces: [(bytes: [UInt8], score: Double)], unknownID: UInt32?, byteFallback: Bool,
    precision: UnigramRules.Precision = .double
  ) throws(TokenizerError) {
    guard let unknownID else {
      throw TokenizerError(.unsupported("a Unigram model without an unknown piece (unk_id)"))
    }
    guard Int(unknownID) < pieces.count, pieces.count < Int(Self.unreached) else {
      throw TokenizerError(
        .malformed("the unknown piece \(unknownID) is outside the \(pieces.count) pieces"))
    }
    if let id = pieces.firstIndex(where: { !$0.score.isFinite && $0.score != -.infinity }) {
      throw TokenizerError(.malformed("the score of piece \(id) is \(pieces[id].score)"))
    }
    let found = pieces.indices.filter { pieces[$0].score != -.infinity }
    trie = try PieceTrie(found.map { (pieces[$0].bytes, UInt32($0)) })
    scores = pieces.map(\.score)
    lengths = pieces.map { UInt32(truncatingIfNeeded: $0.bytes.count) }
    unknownScore = (found.map { pieces[$0].score }.min() ?? 0) - Self.unknownPenalty
    self.unknownID = unknownID
    self.precision = precision
    byteTokens = byteFallback ? Self.byteTokens(of: pieces.map(\.bytes)) : []
  }

  private static func byteTokens(of pieces: [[UInt8]]) -> [UInt32?] {
    var tokens = [UInt32?](repeating: nil, count: 256)
    var names: [[UInt8]: Int] = [:]
    for byte in UInt8.min...UInt8.max { names[ByteTokens.name(byte)] = Int(byte) }
    for (id, piece) in pieces.enumerated() {
      if let byte = names[piece] { tokens[byte] = UInt32(id) }
    }
    return tokens
  }

  /// Appends the ids of a word, which is what the pre-tokenizer gives, with `▁` for spaces.
  ///
  /// - Parameters:
  ///   - word: any bytes; one that is not well-formed UTF-8 is a character by itself.
  ///   - scratch: 4 bytes for each of the word, kept for the next.
  ///   - ids: where they are appended.
  public func encode(
    word: UnsafeBufferPointer<UInt8>, scratch: inout UnigramScratch,
    into ids: inout ContiguousArray<UInt32>
  ) {
    if word.isEmpty { return }
    findBestPath(of: word, &scratch)
    turnPath(of: word, &scratch)
    var offset = 0
    while offset < word.count {
      let id = scratch.path[offset]
      if id != Self.unknownCharacter, id != unknownID {
        ids.append(id)
        offset &+= Int(lengths[Int(id)])
        continue
      }
      let start = offset
      while offset < word.count, case let next = scratch.path[offset],
        next == Self.unknownCharacter || next == unknownID
      {
        offset &+=
          next == Self.unknownCharacter
          ? ScalarText.decode(word, at: offset).length : Int(lengths[Int(next)])
      }
      appendUnknown(UnsafeBufferPointer(rebasing: word[start..<offset]), to: &ids)
    }
  }

  /// Fills `path[end]` with the piece that ends there on the best way to `end`.
  private func findBestPath(of word: UnsafeBufferPointer<UInt8>, _ scratch: inout UnigramScratch) {
    scratch.prepare(count: word.count, longest: max(trie.longest, 4), unreached: Self.unreached)
    let mask = scratch.scores.count &- 1
    var start = 0
    scratch.scores[0] = 0
    while start < word.count {
      let base = scratch.scores[start & mask]
      let character = ScalarText.decode(word, at: start).length
      var hasCharacter = false
      var node = PieceTrie.root
      var end = start
      while end < word.count {
        node = trie.child(of: node, word[end])
        if node == PieceTrie.none { break }
        end &+= 1
        let id = trie.piece(at: node)
        if id == PieceTrie.none { continue }
        scratch.offer(
          id, score: rounded(base + scores[Int(id)]), end: end, mask, Self.unreached)
        if end &- start == character { hasCharacter = true }
      }
      if !hasCharacter {
        scratch.offer(
          Self.unknownCharacter, score: rounded(base + unknownScore), end: start &+ character, mask,
          Self.unreached)
      }
      start &+= character
    }
  }

  /// A sum of two numbers of 32 bits, rounded to 64 and then to 32 bits, is rounded once.
  @inline(__always)
  private func rounded(_ sum: Double) -> Double {
    precision == .single ? Double(Float(sum)) : sum
  }

  /// Turns the path around: `path[start]` becomes the piece that starts there.
  private func turnPath(of word: UnsafeBufferPointer<UInt8>, _ scratch: inout UnigramScratch) {
    var end = word.count
    var id = scratch.path[end]
    while end > 0 {
      let start =
        id == Self.unknownCharacter
        ? ScalarText.start(before: end, in: word) : end &- Int(lengths[Int(id)])
      let before = scratch.path[start]
      scratch.path[start] = id
      id = before
      end = start
    }
  }

  private func appendUnknown(
    _ characters: UnsafeBufferPointer<UInt8>, to ids: inout ContiguousArray<UInt32>
  ) {
    let node = trie.node(of: characters)
    if node != PieceTrie.none, trie.piece(at: node) != PieceTrie.none {
      ids.append(trie.piece(at: node))
    } else if !byteTokens.isEmpty, characters.allSatisfy({ byteTokens[Int($0)] != nil }) {
      for byte in characters { ids.append(byteTokens[Int(byte)] ?? unknownID) }
    } else {
      ids.append(unknownID)
    }
  }
}

/// The memory of one worker that encodes with a `UnigramModel`.
public struct UnigramScratch: Sendable {
  /// By position in the word.
  fileprivate var path = ContiguousArray<UInt32>()
  /// The best sum up to a position; a ring, since no piece is longer than it.
  fileprivate var scores = ContiguousArray<Double>()

  public init() {}

  fileprivate mutating func prepare(count: Int, longest: Int, unreached: UInt32) {
    if scores.count <= longest {
      var capacity = 16
      while capacity <= longest { capacity *= 2 }
      scores = ContiguousArray(repeating: 0, count: capacity)
    }
    path.removeAll(keepingCapacity: path.count <= 1 << 20)
    path.append(contentsOf: repeatElement(unreached, count: count + 1))
  }

  /// Takes a piece as the end of the best way to a position if it beats what was offered before.
  @inline(__always)
  fileprivate mutating func offer(
    _ id: UInt32, score: Double, end: Int, _ mask: Int, _ unreached: UInt32
  ) {
    if path[end] == unreached || score > scores[end & mask] {
      path[end] = id
      scores[end & mask] = score
    }
  }
}
