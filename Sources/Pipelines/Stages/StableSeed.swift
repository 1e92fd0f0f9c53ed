import Text

/// Seeds derived from a seed and a name, so that every use draws from a stream of its own.
public enum StableSeed {
  /// The seed of the use called `name` under `seed`.
  public static func derive(_ seed: UInt64, _ name: String) -> UInt64 {
    StableHash.hash64(name, seed: StableHash.finalize(seed &+ StableHash.prime0))
  }
}
