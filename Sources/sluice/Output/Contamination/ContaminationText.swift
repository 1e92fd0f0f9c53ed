import Contamination

/// The tables of a contamination check, for the terminal and for the page.
struct ContaminationText {
  let audit: ContaminationAudit

  private var report: ContaminationReport { audit.report }

  var headline: String {
    "\(Numbers.grouped(report.documents)) documents, \(Numbers.bytes(report.bytes)), "
      + "method \(report.method)"
  }

  /// A row for each set under a header.
  var sets: [[String]] {
    [["set", "N", "items", "dirty", "clean", "untestable", "empty"]]
      + report.benchmarks.map {
        [
          $0.name, $0.wordsPerNGram.map { "\($0)" } ?? "", "\($0.items.count)",
          "\($0.dirty) = \(Numbers.percent($0.dirty, of: $0.items.count))", "\($0.clean)",
          "\($0.untestable)", "\($0.empty)",
        ]
      }
  }

  /// Dirty items at each level of strictness, a row for each set under a header.
  var levels: [[String]] {
    guard let first = audit.sets.first else { return [] }
    return [["dirty at level"] + first.levels.map(\.name)]
      + audit.sets.map { [$0.name] + $0.levels.map { "\($0.dirty)" } }
  }

  /// The rows of `levels` of sets that have a dirty item at some level, under their header.
  var dirtyLevels: [[String]] {
    levels.prefix(1)
      + zip(levels.dropFirst(), audit.sets).filter { $1.levels.contains { $0.dirty > 0 } }
      .map(\.0)
  }

  /// What is remarkable about the sets, a line each.
  var notes: [String] {
    audit.sets.flatMap { set in set.notes.sentences.map { "\(set.name): \($0)" } }
  }

  /// Share found of each kind, a row for each set and one for all, under a header.
  var recallBySet: [[String]] {
    guard let recall = audit.recall else { return [] }
    let kinds = self.kinds(recall)
    return [["found again"] + kinds.map(Self.title)]
      + audit.sets.map { set in
        [set.name] + kinds.map { Self.share(recall.share(of: $0, in: set.name)) }
      } + [["all sets"] + kinds.map { Self.share(recall.share(of: $0)) }]
  }

  /// Share found of each kind, a row for each class of lengths under a header.
  var recallByLength: [[String]] {
    guard let recall = audit.recall else { return [] }
    let kinds = self.kinds(recall)
    return [["words of the item"] + kinds.map(Self.title)]
      + RecallReport.LengthClass.allCases.map { length in
        [length.rawValue] + kinds.map { Self.share(recall.share(of: $0, length: length)) }
      }
  }

  /// What sets share, a row for each pair under a header; only the header where nothing is shared.
  var overlaps: [[String]] {
    [["set", "stands in", "items"]]
      + audit.overlaps.map {
        [$0.benchmark, $0.corpus, "\($0.dirty) = \(Numbers.percent($0.dirty, of: $0.testable))"]
      }
  }

  /// Scores of dirty and clean items, a row for each set and level under a header.
  var scores: [[String]] {
    guard let scores = audit.scores else { return [] }
    return [["set", "level", "all", "dirty", "clean", "clean - dirty", "(clean - all) / all"]]
      + scores.flatMap { set in
        set.levels.map {
          [
            set.benchmark, $0.level, Self.mean($0.all), Self.mean($0.dirty), Self.mean($0.clean),
            Self.value($0.cleanMinusDirty, $0.cleanMinusDirtyInterval),
            Self.value($0.relativeDifference, $0.relativeDifferenceInterval),
          ]
        }
      }
  }

  /// LLaMA-2's four classes, a row for each set and class under a header.
  var classes: [[String]] {
    guard let scores = audit.scores else { return [] }
    return [["set", "class", "items", "contaminated", "score", "Z", "all |Z| > 2"]]
      + scores.flatMap { set in
        set.classes.map {
          [
            set.benchmark, $0.name.rawValue, "\($0.items)",
            $0.meanShare.map { Numbers.share($0) } ?? "-", Self.value($0.mean, nil),
            $0.z.map { Numbers.fixed($0, 2) } ?? "-", set.allClassesDiffer ? "yes" : "no",
          ]
        }
      }
  }

  private func kinds(_ recall: RecallReport) -> [InjectionKind] {
    InjectionKind.allCases.filter { recall.share(of: $0).injected > 0 }
  }

  private static func title(_ kind: InjectionKind) -> String {
    kind.isItem ? kind.rawValue : "\(kind.rawValue) (false)"
  }

  private static func share(_ share: RecallReport.Share) -> String {
    share.injected == 0
      ? "-"
      : "\(share.found)/\(share.injected) = \(Numbers.percent(share.found, of: share.injected))"
  }

  private static func mean(_ mean: ScoreComparison.Mean) -> String {
    "\(value(mean.mean, mean.interval)) of \(mean.items)"
  }

  private static func value(_ value: Double?, _ interval: ScoreInterval?) -> String {
    guard let value else { return "-" }
    let bounds = interval.map { " [\(Numbers.fixed($0.low, 3)), \(Numbers.fixed($0.high, 3))]" }
    return Numbers.fixed(value, 3) + (bounds ?? "")
  }
}
