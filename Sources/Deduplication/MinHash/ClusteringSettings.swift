/// How candidates are checked before they count as duplicates.
public enum Verification: String, Codable, Sendable, CaseIterable {
  /// By the similarity of their shingle sets.
  case jaccard
  /// Not at all: one shared band is enough. Only with `cluster: components`.
  case none
}

/// How pairs of duplicates become clusters of which one document is kept.
public enum ClusterForm: String, Codable, Sendable, CaseIterable {
  /// Around survivors: what is dropped is like the survivor itself (`LeaderClustering`).
  case leaders
  /// Whatever a chain of pairs connects, however unlike its ends are.
  case components
}
