/// One of LLaMA-2's four overlapping classes of items by their share of contamination, and whether a
/// model scores on it otherwise than chance allows.
///
/// Under the hypothesis that contamination makes no difference, a class of n items is a random one: its
/// mean has the mean µ of all items and their standard deviation divided by √n, and Z counts how many of
/// the latter it is off. An effect is claimed only where |Z| is above 2 for all four classes. Source:
/// Touvron et al. 2023, "Llama 2", appendix A.6.
public struct ContaminationClass: Codable, Sendable, Equatable {
  public enum Name: String, Codable, Sendable, CaseIterable {
    /// A share below 0.2.
    case clean
    /// A share of 0.2 or more.
    case notClean = "not clean"
    /// A share below 0.8.
    case notDirty = "not dirty"
    /// A share of 0.8 or more.
    case dirty

    func contains(_ share: Double) -> Bool {
      switch self {
      case .clean: share < 0.2
      case .notClean: share >= 0.2
      case .notDirty: share < 0.8
      case .dirty: share >= 0.8
      }
    }
  }

  public var name: Name
  public var items: Int
  /// Mean of the items' shares of contamination; nil without items.
  public var meanShare: Double?
  /// Mean score; nil without items.
  public var mean: Double?
  /// How many standard errors the mean is above that of all items; nil without items, or where all items
  /// score alike.
  public var z: Double?

  /// The classes of items with these scores and shares, both in item order.
  static func all(scores: [Double], shares: [Double]) -> [ContaminationClass] {
    let count = Double(scores.count)
    let mean = scores.reduce(0, +) / count
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return Name.allCases.map { name in
      let members = scores.indices.filter { name.contains(shares[$0]) }
      let own = ContaminationClass(name: name, items: members.count)
      guard !members.isEmpty else { return own }
      var result = own
      let size = Double(members.count)
      let classMean = members.reduce(0) { $0 + scores[$1] } / size
      result.meanShare = members.reduce(0) { $0 + shares[$1] } / size
      result.mean = classMean
      if variance > 0 { result.z = (classMean - mean) / (variance / size).squareRoot() }
      return result
    }
  }

  init(name: Name, items: Int) {
    self.name = name
    self.items = items
  }
}
