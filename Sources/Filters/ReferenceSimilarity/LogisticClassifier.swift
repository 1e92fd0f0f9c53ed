import Pipelines
import Text

/// A linear classifier of hashed terms: the probability that a document is like the reference.
///
/// As a decision record, little-endian:
/// ```
/// 0   "SLRS"            magic
/// 4   UInt32 1          version
/// 8   UInt32 262144     buckets
/// 12  Float32           bias
/// 16  Float32[buckets]  weights
/// …   2 × UInt64        fingerprint of all bytes before, high half first
/// ```
struct LogisticClassifier: Equatable {
  var bias: Float = 0
  var weights = ContiguousArray<Float>(repeating: 0, count: HashedTerms.buckets)

  private static let magic: UInt32 = 0x5352_4C53
  private static let version: UInt32 = 1

  init() {}

  /// The probability for a document, whose vector is made as `TermVector` says.
  func score(_ terms: borrowing HashedTerms) -> Double {
    var sum = 0.0
    for bucket in terms.touched {
      sum += Double(weights[Int(bucket)]) * Double(terms.count(of: bucket)).squareRoot()
    }
    let scale = terms.total > 0 ? Double(terms.total).squareRoot() : 1
    return StableMath.logistic(Double(bias) + sum / scale)
  }

  /// The linear score behind the probability of a vector: it ranks alike.
  func linearScore(_ vector: TermVector) -> Double {
    var sum = Double(bias)
    for (bucket, value) in zip(vector.buckets, vector.values) {
      sum += Double(weights[Int(bucket)]) * Double(value)
    }
    return sum
  }

  /// The classifier as a decision record.
  func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * weights.count + 32)
    bytes.appendInteger(Self.magic)
    bytes.appendInteger(Self.version)
    bytes.appendInteger(UInt32(weights.count))
    bytes.appendInteger(bias.bitPattern)
    for weight in weights { bytes.appendInteger(weight.bitPattern) }
    let fingerprint = StableHash.hash128(bytes.span)
    bytes.appendInteger(fingerprint.high)
    bytes.appendInteger(fingerprint.low)
    return bytes
  }

  /// Reads a decision record.
  ///
  /// - Throws: `ReferenceSimilarityError` when it is damaged or of another version.
  init(decoding bytes: [UInt8]) throws {
    let size = 16 + 4 * HashedTerms.buckets
    guard bytes.count == size + 16, bytes.integer(at: 0) == Self.magic,
      bytes.integer(at: 4) == Self.version, bytes.integer(at: 8) == UInt32(HashedTerms.buckets),
      let high = bytes.integer(at: size, as: UInt64.self),
      let low = bytes.integer(at: size + 8, as: UInt64.self),
      Hash128(high: high, low: low) == StableHash.hash128(bytes.span.extracting(0..<size)),
      let biasBits = bytes.integer(at: 12, as: UInt32.self)
    else { throw ReferenceSimilarityError.damagedClassifier(bytes: bytes.count) }
    bias = Float(bitPattern: biasBits)
    for index in 0..<HashedTerms.buckets {
      weights[index] = Float(bitPattern: bytes.integer(at: 16 + 4 * index) ?? 0)
    }
  }
}

/// Why a reference or a fitted classifier cannot be used.
public enum ReferenceSimilarityError: Error, Equatable, CustomStringConvertible {
  /// No record of the reference files has text.
  case emptyReference(patterns: [String], records: Int)
  /// The decision record is not a classifier of this version.
  case damagedClassifier(bytes: Int)
  /// A sampled document's features cannot be read.
  case damagedSample(bytes: Int)

  public var description: String {
    switch self {
    case .emptyReference(let patterns, let records):
      "reference \(patterns.joined(separator: ", ")): \(records) records, none with text; "
        + "expected documents of good text with a 'text' field"
    case .damagedClassifier(let bytes):
      "reference-similarity decision: \(bytes) bytes that are no classifier of this version; "
        + "delete the stage's decisions and resume the run"
    case .damagedSample(let bytes):
      "reference-similarity sample: \(bytes) bytes of features; expected a multiple of 4; "
        + "delete the stage's observations and resume the run"
    }
  }
}
