public import Pipelines

/// Scans documents for evaluation items and gathers what a report needs.
///
/// There is one for each worker or shard.
public struct ContaminationScanner {
  private let check: ContaminationCheck
  private var searcher: any BenchmarkSearcher
  /// What was found so far.
  public private(set) var findings: CorpusFindings

  init(_ check: ContaminationCheck) {
    self.check = check
    searcher = check.search.makeSearcher()
    findings = check.makeFindings()
  }

  /// Scans one document.
  ///
  /// - Parameters:
  ///   - document: the next document of the worker's shard.
  ///   - ignored: elements that do not count for the flags.
  ///   - name: its identity for people, asked for only when something is found.
  /// - Returns: a flag for each item by which the document counts as contaminated, by set and item;
  ///   empty for nearly every document.
  @discardableResult
  public mutating func scan(
    _ document: borrowing Document, ignoring ignored: Set<UInt32> = [], named name: () -> String
  ) -> [ContaminationFlag] {
    let found = searcher.search(document.text, ignoring: ignored)
    findings.add(found, in: document.text, named: name)
    let search = check.search
    return found.matches.filter(\.isContaminated).map { match in
      let (set, index) = search.locate(match.item)
      return ContaminationFlag(
        id: name(), benchmark: search.sets[set].name, item: index, score: match.score)
    }
  }

  /// Adds what was found in the documents after this one's.
  public mutating func merge(_ later: CorpusFindings) { findings.merge(later) }

  /// The verdicts about all items after everything scanned and merged.
  public func report() -> ContaminationReport { check.report(findings) }
}
