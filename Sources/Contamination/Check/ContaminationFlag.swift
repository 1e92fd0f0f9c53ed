/// A document that holds (part of) an evaluation item: one line of `sluice contamination scan`.
public struct ContaminationFlag: Codable, Sendable, Equatable {
  /// The document's own id, else `source/shard:record`.
  public var id: String
  /// Name of the evaluation set.
  public var benchmark: String
  /// Position of the item in its set, from 0.
  public var item: Int
  /// The share of the item's n-grams that stand in the document, above 0 to 1.
  public var score: Double

  public init(id: String, benchmark: String, item: Int, score: Double) {
    self.id = id
    self.benchmark = benchmark
    self.item = item
    self.score = score
  }
}
