/// A document that holds (part of) an evaluation item: one line of `sluice contamination scan`.
public struct ContaminationFlag: Codable, Sendable, Equatable {
  /// The document's own id, else `source/shard:record`.
  public var id: String
  /// Name of the evaluation set.
  public var benchmark: String
  /// Position of the item in its set, from 0.
  public var item: Int
  /// What the document gives the item, above 0 to 1: with `gpt3` the share of the item's n-grams.
  public var score: Double

  public init(id: String, benchmark: String, item: Int, score: Double) {
    self.id = id
    self.benchmark = benchmark
    self.item = item
    self.score = score
  }
}
