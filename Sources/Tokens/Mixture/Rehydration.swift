internal import Glibc
public import Pipelines
public import Text

/// How often a document that had duplicates is repeated: deduplication keeps one, frequency was a signal.
///
/// FineWeb2 (Penedo et al. 2025) repeats documents by the size of their cluster of near-duplicates, up to
/// ten times, and finds models trained so better than on either extreme. The cluster's size is what the
/// deduplicating stages noted as `deduplicate.clusterSize`; without one a document stands once.
public struct Rehydration: StageSettings {
  /// Copies of a document whose cluster had `n` members.
  public enum Rule: String, Codable, CaseIterable, Sendable {
    /// 1.
    case none
    /// 1 + ⌊log2 n⌋: 2 from two members, 3 from four, 11 from 1024.
    case log2
    /// ⌊√n⌋: 2 from four members, 10 from a hundred.
    case sqrt
    /// n.
    case linear

    public init(from decoder: any Decoder) throws { self = try suggesting(from: decoder) }
  }

  /// From members to copies.
  public var copies = Rule.log2
  /// Most copies of one document, 1 to 100; FineWeb2's largest weight is 10.
  public var maximumCopies = 10

  public init() {}

  public init(copies: Rule, maximumCopies: Int = 10) {
    self.copies = copies
    self.maximumCopies = maximumCopies
  }

  public func validate() throws(SettingsProblem) {
    guard (1...100).contains(maximumCopies) else {
      throw SettingsProblem("rehydrate.maximumCopies", "is \(maximumCopies); expected 1 to 100")
    }
  }

  /// Rounds into which a pass over a source is divided.
  public var rounds: Int { copies == .none ? 1 : maximumCopies }

  /// Copies of a document whose cluster had this many members, at least 1.
  public func copies(clusterSize: Int) -> Int {
    guard clusterSize > 1 else { return 1 }
    let wanted =
      switch copies {
      case .none: 1
      case .log2: Int.bitWidth - clusterSize.leadingZeroBitCount
      case .sqrt: Int(Double(clusterSize).squareRoot())
      case .linear: clusterSize
      }
    return max(1, min(wanted, maximumCopies))
  }

  /// The rounds of a pass in which a document stands, ascending: one for each copy.
  ///
  /// They lie as far apart as they can, from a keyed start, so that rounds are about equally large.
  public func rounds(of key: Hash128, copies: Int) -> [Int] {
    let start = Int(StableHash.finalize(key.low ^ StableHash.prime1) % UInt64(rounds))
    return (0..<copies).map { (start + $0 * rounds / copies) % rounds }.sorted()
  }
}
