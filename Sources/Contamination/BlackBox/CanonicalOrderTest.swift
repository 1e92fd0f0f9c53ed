import Glibc
import Text

/// The canonical-order test: whether a model holds the items of a set likelier in file order than shuffled.
///
/// Items of an evaluation set are exchangeable to whoever has not seen the file, so that a model prefers
/// the order of the file only when the file was in its training data. The set is cut into shards of items
/// in a row; of each the log-likelihood in file order is compared with that of shuffles of the shard.
/// Source: Oren et al. 2024, "Proving test set contamination in black box language models", sections 3.1
/// (permutations) and 3.2 (shards, one-sided t-test), with 50 shards and 51 shuffles of each as in its
/// experiments.
public struct CanonicalOrderTest: Sendable, Equatable {
  /// Shards of the set, at least 2; fewer where the set has fewer than two items for each.
  public var shards: Int
  /// Shuffles of each shard, at least 1.
  public var shuffles: Int
  /// Seed of the shuffles.
  public var seed: UInt64

  public init(shards: Int = 50, shuffles: Int = 51, seed: UInt64 = 0) {
    precondition(shards >= 2 && shuffles >= 1, "2 shards and a shuffle, or more")
    self.shards = shards
    self.shuffles = shuffles
    self.seed = seed
  }

  /// What the test found.
  public struct Result: Codable, Sendable, Equatable {
    /// Shards compared.
    public var shards: Int
    /// Shuffles of each.
    public var shuffles: Int
    /// Mean over shards of the log-likelihood in file order minus the mean of the shuffles', in nats.
    public var meanDifference: Double
    /// The statistic of the one-sided t-test that the mean difference is above 0; nil when all differences
    /// are the same.
    public var statistic: Double?
    /// The chance of such a statistic or a higher one for a model that does not know the order.
    public var pValue: Double
    /// The same chance by permutation of the whole set: the share of shuffles, the file order counted
    /// among them, that are as likely as the file order or likelier.
    public var permutationPValue: Double
  }

  /// Tests a set.
  ///
  /// - Parameters:
  ///   - items: the text of each item in file order, separators included.
  ///   - logLikelihood: of a document, in nats.
  /// - Returns: nil for fewer than 4 items: no two shards could be shuffled.
  /// - Throws: what `logLikelihood` throws.
  public func run(
    _ items: [[UInt8]], logLikelihood: ([UInt8]) throws -> Double
  ) throws -> Result? {
    let count = min(shards, items.count / 2)
    guard count >= 2 else { return nil }
    var differences: [Double] = []
    var canonical = 0.0
    var shuffled = [Double](repeating: 0, count: shuffles)
    for shard in 0..<count {
      let part = Array(items[shard * items.count / count..<(shard + 1) * items.count / count])
      let likelihood = try logLikelihood(part.flatMap { $0 })
      canonical += likelihood
      var sum = 0.0
      for shuffle in 0..<shuffles {
        let order = order(of: part.count, shard: shard, shuffle: shuffle)
        let other = try logLikelihood(order.flatMap { part[$0] })
        shuffled[shuffle] += other
        sum += other
      }
      differences.append(likelihood - sum / Double(shuffles))
    }
    let asLikely = shuffled.count { $0 >= canonical }
    return result(
      differences, permutationPValue: Double(asLikely + 1) / Double(shuffles + 1))
  }

  private func result(_ differences: [Double], permutationPValue: Double) -> Result {
    let count = Double(differences.count)
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count - 1) / count).squareRoot()
    let statistic = error > 0 ? mean / error : nil
    return Result(
      shards: differences.count, shuffles: shuffles, meanDifference: mean, statistic: statistic,
      pValue: statistic.map { StudentT.upperTail($0, degreesOfFreedom: count - 1) } ?? 1,
      permutationPValue: permutationPValue)
  }

  /// A random order of a shard's items, by exchanging each with one of those up to it (Durstenfeld 1964).
  private func order(of count: Int, shard: Int, shuffle: Int) -> [Int] {
    let key = StableHash.mix(
      seed ^ StableHash.prime0, UInt64(shard) << 32 | UInt64(shuffle) ^ StableHash.prime1)
    var order = Array(0..<count)
    for position in stride(from: count - 1, to: 0, by: -1) {
      let draw = StableHash.finalize(key &+ UInt64(position) &* StableHash.prime0)
      order.swapAt(
        position, Int(draw.multipliedFullWidth(by: UInt64(position + 1)).high))
    }
    return order
  }
}
