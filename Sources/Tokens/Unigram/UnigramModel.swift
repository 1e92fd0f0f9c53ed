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
    var output = TokenOutput(appendingTo: ids)
    ids = []
    encode(word: word, window: .max, scratch: &scratch, into: &output)
    ids = output.ids
  }

  /// Appends the ids of a word of any length, a window at a time.
  ///
  /// At the end of a window the paths that may still be the best are followed back to the last place
  /// they share: what precedes it is settled. A window that settles less than half of its bytes
  /// makes the next one larger. Scratch: 4 bytes for each byte of a window.
  func encode(
    word: UnsafeBufferPointer<UInt8>, window: Int, scratch: inout UnigramScratch,
    into output: inout TokenOutput
  ) {
    _ = encode(
      partOf: word, isFirst: true, ends: true, window: window, scratch: &scratch, into: &output)
  }

  /// Appends the ids of the next part of a word, as far as they do not depend on what follows.
  ///
  /// - Parameters:
  ///   - part: whole characters; what was not done with before comes first.
  ///   - isFirst: whether nothing of the word has been done with.
  ///   - ends: whether the word ends.
  ///   - window: how many bytes are looked at together at first.
  ///   - scratch: keeps what is known of the word.
  ///   - output: takes the ids.
  /// - Returns: how many bytes are done with.
  func encode(
    partOf part: UnsafeBufferPointer<UInt8>, isFirst: Bool, ends: Bool, window: Int,
    scratch: inout UnigramScratch, into output: inout TokenOutput
  ) -> Int {
    let longest = max(trie.longest, 4)
    if isFirst { scratch.begin(longest: longest, window: window) }
    // A piece that starts at or after the limit may be longer than what is known.
    let known = ends ? part.count : part.count &- longest
    while scratch.start < known {
      let limit = min(min(scratch.window, part.count &- scratch.origin) &+ scratch.origin, known)
      guard limit > scratch.start else {
        // Nothing of the window was settled before.
        scratch.window *= 2
        continue
      }
      scratch.reserve(upTo: min(limit &+ longest &+ 4, part.count), unreached: Self.unreached)
      scratch.start = extendPaths(of: part, from: scratch.start, to: limit, &scratch)
      let isWhole = ends && scratch.start == part.count
      let settled = isWhole ? part.count : settledEnd(of: part, from: scratch.start, scratch)
      turnPath(of: part, to: settled, &scratch)
      append(part, to: settled, &scratch, &output)
      let count = settled &- scratch.origin
      if limit &- scratch.origin == scratch.window, count < scratch.window &- count {
        scratch.window *= 2
      }
      scratch.move(to: settled)
    }
    guard ends else { return scratch.forget() }
    if let unknownStart = scratch.unknownStart {
      appendUnknown(UnsafeBufferPointer(rebasing: part[unknownStart...]), to: &output)
    }
    return part.count
  }

  /// Fills `path[end]` with the piece that ends there on the best way to `end`, for the pieces that
  /// start below a limit; returns where the next start.
  private func extendPaths(
    of word: UnsafeBufferPointer<UInt8>, from first: Int, to limit: Int,
    _ scratch: inout UnigramScratch
  ) -> Int {
    let mask = scratch.scores.count &- 1
    var start = first
    while start < limit {
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
    return start
  }

  /// A sum of two numbers of 32 bits, rounded to 64 and then to 32 bits, is rounded once.
  @inline(__always)
  private func rounded(_ sum: Double) -> Double {
    precision == .single ? Double(Float(sum)) : sum
  }

  /// The last place that all ways share which may be the beginning of the best one.
  ///
  /// The best way of the whole word has a first place at or after `start`, and up to there it is the
  /// best way that is known now.
  private func settledEnd(
    of word: UnsafeBufferPointer<UInt8>, from start: Int, _ scratch: UnigramScratch
  ) -> Int {
    let last = min(start + max(trie.longest, 4), word.count)
    var ends = (start...last).filter { scratch.path[$0 - scratch.origin] != Self.unreached }
    while ends.count > 1 {
      let end = ends.removeLast()
      let before = pieceStart(of: word, before: end, scratch)
      var place = ends.count
      while place > 0, ends[place - 1] > before { place -= 1 }
      if place == 0 || ends[place - 1] != before { ends.insert(before, at: place) }
    }
    return ends.first ?? scratch.origin
  }

  private func pieceStart(
    of word: UnsafeBufferPointer<UInt8>, before end: Int, _ scratch: UnigramScratch
  ) -> Int {
    let id = scratch.path[end &- scratch.origin]
    return id == Self.unknownCharacter
      ? ScalarText.start(before: end, in: word) : end &- Int(lengths[Int(id)])
  }

  /// Turns the path to a place around: `path[start]` becomes the piece that starts there.
  private func turnPath(
    of word: UnsafeBufferPointer<UInt8>, to settled: Int, _ scratch: inout UnigramScratch
  ) {
    var end = settled
    var id = scratch.path[end &- scratch.origin]
    while end > scratch.origin {
      let start =
        id == Self.unknownCharacter
        ? ScalarText.start(before: end, in: word) : end &- Int(lengths[Int(id)])
      let before = scratch.path[start &- scratch.origin]
      scratch.path[start &- scratch.origin] = id
      id = before
      end = start
    }
  }

  /// Appends the ids along a turned path; unknown characters wait until their run has ended.
  private func append(
    _ word: UnsafeBufferPointer<UInt8>, to settled: Int, _ scratch: inout UnigramScratch,
    _ output: inout TokenOutput
  ) {
    var offset = scratch.origin
    while offset < settled {
      let id = scratch.path[offset &- scratch.origin]
      if id == Self.unknownCharacter || id == unknownID {
        scratch.unknownStart = scratch.unknownStart ?? offset
      } else {
        if let start = scratch.unknownStart {
          appendUnknown(UnsafeBufferPointer(rebasing: word[start..<offset]), to: &output)
          scratch.unknownStart = nil
        }
        output.append(id)
      }
      offset &+=
        id == Self.unknownCharacter
        ? ScalarText.decode(word, at: offset).length : Int(lengths[Int(id)])
    }
  }

  private func appendUnknown(
    _ characters: UnsafeBufferPointer<UInt8>, to output: inout TokenOutput
  ) {
    let node = trie.node(of: characters)
    if node != PieceTrie.none, trie.piece(at: node) != PieceTrie.none {
      output.append(trie.piece(at: node))
    } else if !byteTokens.isEmpty, characters.allSatisfy({ byteTokens[Int($0)] != nil }) {
      for byte in characters { output.append(byteTokens[Int(byte)] ?? unknownID) }
    } else {
      output.append(unknownID)
    }
  }
}
