/// When n-grams found make an item, or a document, contaminated.
struct NGramRule: Sendable, Equatable {
  /// What is counted of an item.
  enum Measure: Sendable {
    /// Its n-grams: how many of them are found.
    case nGrams
    /// Its units: how many of them stand in an n-gram that is found.
    case units
  }

  /// Where an item's n-grams have to be found.
  enum Scope: Sendable {
    /// Anywhere: what several documents hold adds up.
    case corpus
    /// In one document; the best one counts.
    case document
  }

  /// How large a share is too much.
  enum Threshold: Sendable, Equatable {
    case above(Double)
    case atLeast(Double)

    /// Whether a share makes an item dirty; nothing found never does.
    func isPassed(by share: Double) -> Bool {
      switch self {
      case .above(let bound): share > bound
      case .atLeast(let bound): share > 0 && share >= bound
      }
    }
  }

  var measure: Measure
  var scope: Scope
  var threshold: Threshold
  /// N-grams in more documents do not count.
  var maximumDocuments: Int?
  /// A larger share of dirty items makes a set contaminated, where the method says so.
  var maximumDirtyItemShare: Double?
}
