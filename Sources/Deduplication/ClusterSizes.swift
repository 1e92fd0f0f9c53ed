import Pipelines

extension Tally {
  /// Counts a cluster of duplicates: `clusters`, `dropped`, and `clusterSize/<range>` by powers of two: `2`,
  /// `3-4`, `5-8`, `9-16`, and so on.
  mutating func addCluster(ofSize size: Int) {
    add("clusters")
    add("dropped", size - 1)
    let power = Int.bitWidth - (size - 1).leadingZeroBitCount
    add("clusterSize/" + (power == 1 ? "2" : "\((1 << (power - 1)) + 1)-\(1 << power)"))
  }
}
