/// Something about the sources or the shards that keeps the samples from being made or trusted.
struct SampleError: Error, CustomStringConvertible {
  /// Place first, then what was found, what was expected and what to do.
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
