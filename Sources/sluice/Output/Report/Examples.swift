import Deduplication
import Pipelines
import Text

/// Dropped documents beside those they were dropped for.
enum Examples {
  /// Words shown of texts that are equal, and of others.
  private static let equalWords = 40
  private static let differentWords = 160

  /// A few pairs of a sample whose similarities are spread from the lowest to the highest.
  static func chosen(_ pairs: [DuplicateScan.Pair]) -> [DuplicateScan.Pair] {
    let count = min(DeduplicationGathering.examplesShown, pairs.count)
    let values = pairs.map(\.similarity)
    guard count > 1, let lowest = values.min(), let highest = values.max() else {
      return Array(pairs.prefix(count))
    }
    var left = pairs
    let chosen = (0..<count).compactMap { step -> DuplicateScan.Pair? in
      let target = lowest + (highest - lowest) * Double(step) / Double(count - 1)
      let nearest = left.indices.min {
        (abs(left[$0].similarity - target), $0) < (abs(left[$1].similarity - target), $1)
      }
      return nearest.map { left.remove(at: $0) }
    }
    return chosen.sorted {
      ($0.similarity, $0.dropped.rawValue) < ($1.similarity, $1.dropped.rawValue)
    }
  }

  /// Compares the texts of a pair.
  ///
  /// `isEdited` tells from the texts of the dropped document and the survivor, and the survivor's name,
  /// whether a later stage edited the survivor; nil where that is not known.
  static func pair(
    _ pair: DuplicateScan.Pair, _ texts: RunDocuments, _ inputs: [InputShard],
    isEdited: ([UInt8], [UInt8], DocumentID) throws -> Bool?
  ) throws -> ExamplePair {
    let dropped = try texts.text(of: pair.dropped)
    let survivor = try texts.text(of: pair.survivor)
    return ExamplePair(
      dropped: inputs.printedIdentity(of: pair.dropped),
      survivor: inputs.printedIdentity(of: pair.survivor), value: pair.similarity,
      isContained: pair.isContained,
      isSurvivorEdited: try isEdited(dropped, survivor, pair.survivor),
      rows: TextComparison(
        dropped, survivor, maximumWords: dropped == survivor ? equalWords : differentWords
      ).rows.map { row(of: $0, dropped, survivor) })
  }

  private static func row(
    of row: TextComparison.Row, _ dropped: [UInt8], _ survivor: [UInt8]
  ) -> ExamplePair.Row {
    func words(_ left: Range<Int>, _ right: Range<Int>, _ kind: String) -> ExamplePair.Row {
      ExamplePair.Row(
        kind: kind, dropped: Excerpt.text(dropped[left]), survivor: Excerpt.text(survivor[right]))
    }
    return switch row {
    case .common(let left, let right): words(left, right, "same")
    case .different(let left, let right): words(left, right, "different")
    case .omitted: ExamplePair.Row(kind: "omitted")
    }
  }
}

/// Parts of documents that a report shows.
enum Excerpt {
  /// Bytes of an excerpt, or of a row of words, at most.
  private static let maximumBytes = 4000
  private static let beginningBytes = 200

  /// The first bytes of a text, cut between characters.
  static func beginning(of text: [UInt8]) -> String {
    cut(text[...], beginningBytes)
  }

  /// Words of a text; a word without end is cut.
  static func text(_ bytes: ArraySlice<UInt8>) -> String { cut(bytes, maximumBytes) }

  private static func cut(_ bytes: ArraySlice<UInt8>, _ limit: Int) -> String {
    guard bytes.count > limit else { return String(decoding: bytes, as: UTF8.self) }
    var end = bytes.startIndex + limit
    while end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self) + "…"
  }
}
