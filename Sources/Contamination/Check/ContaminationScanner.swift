public import Pipelines
import Text

/// Scans documents for evaluation items and gathers what a report needs.
///
/// There is one for each worker or shard. Memory: one bit for each n-gram of the sets, and the matches that are kept.
public struct ContaminationScanner: Sendable {
  private let check: ContaminationCheck
  private var documents = 0
  private var bytes = 0
  /// A bit for each n-gram: whether it stood in a document.
  private var found: ContiguousArray<UInt64>
  /// Matches by item number; the order of its entries reaches no result.
  private var matches: [Int: ItemMatches] = [:]
  private var words = WordList()
  private var hits = NGramIndex.Hits()

  private struct ItemMatches: Sendable {
    var count = 0
    var first: [ContaminationReport.Match] = []
  }

  init(_ check: ContaminationCheck) {
    self.check = check
    found = ContiguousArray(repeating: 0, count: (check.benchmarks.index.count + 63) / 64)
  }

  /// Scans one document.
  ///
  /// - Parameters:
  ///   - document: the next document of the worker's shard.
  ///   - name: its identity for people, asked for only when something is found.
  /// - Returns: a flag for each item with an n-gram in the document, by set and item; empty for nearly
  ///   every document.
  @discardableResult
  public mutating func scan(
    _ document: borrowing Document, named name: () -> String
  ) -> [ContaminationFlag] {
    documents += 1
    bytes += document.text.count
    words.fill(from: document.text.span, definition: .gpt3)
    check.benchmarks.index.search(words, into: &hits)
    guard !hits.found.isEmpty else { return [] }
    let id = name()
    for hit in hits.found { found[Int(hit.nGram) / 64] |= 1 << UInt64(hit.nGram % 64) }
    keepMatches(in: document.text, id: id)
    let benchmarks = check.benchmarks
    return benchmarks.itemCounts(of: hits.distinct()).map { item, count in
      let (set, index) = benchmarks.locate(item)
      return ContaminationFlag(
        id: id, benchmark: benchmarks.sets[set].name, item: index,
        score: benchmarks.share(of: item, count: count))
    }
  }

  /// Adds what a scanner of the same check found in the documents after this one's.
  public mutating func merge(_ later: ContaminationScanner) {
    precondition(check === later.check, "scanners of one check")
    documents += later.documents
    bytes += later.bytes
    for position in found.indices { found[position] |= later.found[position] }
    for (item, more) in later.matches {
      matches[item, default: ItemMatches()].count += more.count
      for match in more.first { keep(match, of: item) }
    }
  }

  /// The verdicts about all items after everything scanned and merged.
  public func report() -> ContaminationReport {
    let benchmarks = check.benchmarks
    var counts: [Int: Int] = [:]
    for (item, count) in benchmarks.itemCounts(of: foundNGrams()) { counts[item] = count }
    return ContaminationReport(
      method: check.method, documents: documents, bytes: bytes,
      benchmarks: benchmarks.sets.map { set in
        let items = set.items.map { item in
          report(item, index: item - set.items.lowerBound, foundCount: counts[item] ?? 0)
        }
        return ContaminationReport.Benchmark(
          name: set.name, wordsPerNGram: set.wordsPerNGram,
          dirty: items.count { $0.verdict == .dirty }, clean: items.count { $0.verdict == .clean },
          untestable: set.untestableItems, empty: set.emptyItems, items: items)
      })
  }

  private func report(_ item: Int, index: Int, foundCount: Int) -> ContaminationReport.Item {
    let isTestable = check.benchmarks.index.nGramCounts[item] > 0
    let own = matches[item] ?? ItemMatches()
    return ContaminationReport.Item(
      index: index, verdict: !isTestable ? .untestable : foundCount > 0 ? .dirty : .clean,
      score: check.benchmarks.share(of: item, count: foundCount), matchCount: own.count,
      matches: own.first)
  }

  private func foundNGrams() -> [UInt32] {
    var numbers: [UInt32] = []
    for (position, bits) in found.enumerated() {
      var rest = bits
      while rest != 0 {
        numbers.append(UInt32(position * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
    return numbers
  }

  private mutating func keep(_ match: ContaminationReport.Match, of item: Int) {
    guard matches[item, default: ItemMatches()].first.count < check.maximumMatches else { return }
    matches[item, default: ItemMatches()].first.append(match)
  }

  private mutating func keepMatches(in text: [UInt8], id: String) {
    let stretches = MatchedStretch.joining(hits.found, in: check.benchmarks.index)
    let offsets = CharacterOffsets(
      of: text, at: stretches.map { Int(words.starts[$0.words.lowerBound]) })
    for stretch in stretches {
      matches[stretch.item, default: ItemMatches()].count += 1
      let start = Int(words.starts[stretch.words.lowerBound])
      let end = Int(words.ends[stretch.words.upperBound - 1])
      let excerpt = String(decoding: text[start..<end], as: UTF8.self).unicodeScalars.prefix(400)
      keep(
        ContaminationReport.Match(
          document: id, offset: offsets[start],
          length: CollisionCut.characters(in: start..<end, of: text), text: String(excerpt)),
        of: stretch.item)
    }
  }
}
