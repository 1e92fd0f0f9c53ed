import Pipelines

extension Tally {
  /// Counts a cluster of duplicates: `clusters`, `dropped`, and `clusterSize/<range>` by powers of ten.
  mutating func addCluster(ofSize size: Int) {
    add("clusters")
    add("dropped", size - 1)
    let range =
      switch size {
      case 2: "2"
      case 3...9: "3-9"
      case 10...99: "10-99"
      case 100...999: "100-999"
      case 1000...9999: "1000-9999"
      default: "10000-"
      }
    add("clusterSize/\(range)")
  }
}
