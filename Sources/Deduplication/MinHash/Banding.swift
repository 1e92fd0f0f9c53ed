#if canImport(Glibc)
  import Glibc
#endif
import Text

/// How a signature is cut into bands, and what that finds.
///
/// A signature is `bands * rows` 32-bit minima, band after band: 448 bytes with the defaults.
/// Source: Broder 1997; banding as in Leskovec, Rajaraman and Ullman, section 3.4; the default 14 by 8
/// is FineWeb's (Penedo et al. 2024).
public struct Banding: Sendable, Equatable {
  public var bands: Int
  public var rows: Int

  public init(bands: Int = 14, rows: Int = 8) {
    self.bands = bands
    self.rows = rows
  }

  /// Minima in a signature.
  public var permutations: Int { bands * rows }

  /// The chance that two documents of a Jaccard similarity share a bucket: 1 − (1 − s^rows)^bands.
  ///
  /// With the defaults 0.05 at 0.5, 0.21 at 0.6, 0.56 at 0.7, 0.92 at 0.8 and 1.00 at 0.9.
  public func candidateProbability(at similarity: Double) -> Double {
    1 - pow(1 - pow(similarity, Double(rows)), Double(bands))
  }

  /// The similarity (1/bands)^(1/rows), about where the chance rises steepest.
  public var nominalThreshold: Double { pow(1 / Double(bands), 1 / Double(rows)) }

  /// The 64-bit key of one band: a hash of its rows and its number, so that bands never share buckets.
  ///
  /// False pairs among n documents are n² / 2^65 a band: 0.03 at 10^9 documents. The signature holds
  /// `permutations` minima.
  package func key(
    ofBand band: Int, in signature: ContiguousArray<some FixedWidthInteger & UnsignedInteger>
  ) -> UInt64 {
    var state = StableHash.finalize(UInt64(band) &+ StableHash.prime0)
    for row in band * rows..<(band + 1) * rows {
      state = StableHash.mix(state ^ UInt64(signature[row]), StableHash.prime1)
    }
    return StableHash.finalize(state)
  }
}
