/// What black-box tests of a model say of evaluation sets: the JSON of `sluice contamination probe`.
public struct ProbeReport: Codable, Sendable, Equatable {
  /// The model as the caller named it.
  public var model: String
  /// K of Min-K%.
  public var minKPercent: Double
  public var benchmarks: [Benchmark]
  /// The sets that the model is known not to have seen, scored for comparison.
  public var unseen: [Benchmark]

  /// One evaluation set.
  public struct Benchmark: Codable, Sendable, Equatable {
    public var name: String
    /// Tokens of all items that have a probability.
    public var tokens: Int
    /// Mean of the items' Min-K%, in nats; nil when no item has a token.
    public var minKMean: Double?
    /// How the items' Min-K% rank against those of the unseen sets; nil without such.
    public var minKAboveUnseen: RankComparison?
    /// The canonical-order test; nil for fewer than 4 items, or where it was not asked for.
    public var order: CanonicalOrderTest.Result?
    /// All items in file order.
    public var items: [Item]
  }

  /// One evaluation item.
  public struct Item: Codable, Sendable, Equatable {
    /// Position in the set, from 0.
    public var index: Int
    /// Its tokens that have a probability.
    public var tokens: Int
    /// Min-K% in nats; nil for an item without a token.
    public var minK: Double?
  }
}
