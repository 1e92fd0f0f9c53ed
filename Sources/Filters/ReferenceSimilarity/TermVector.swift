import Pipelines

/// The features of one document as they travel in a sidecar.
///
/// Little-endian 32-bit integers, one for each bucket with a count, buckets rising:
/// `bucket (18 bits) | min(count, 16383) << 18`.
/// The vector they stand for has the square roots of the counts, divided by its Euclidean length: a long
/// document weighs no more than a short one, and a frequent term less than its count.
struct TermVector {
  private static let countLimit: UInt32 = (1 << 14) - 1
  private static let bucketMask = UInt32(HashedTerms.buckets - 1)

  private(set) var buckets: ContiguousArray<UInt32> = []
  private(set) var values: ContiguousArray<Float> = []

  /// The payload of a document's counts.
  static func payload(of terms: borrowing HashedTerms) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(4 * terms.touched.count)
    for bucket in terms.touched.sorted() {
      result.appendInteger(bucket | min(terms.count(of: bucket), countLimit) << 18)
    }
    return result
  }

  /// Reads a payload; nil when its size is not a multiple of four.
  init?(payload: [UInt8]) {
    guard payload.count % 4 == 0 else { return nil }
    var sum = 0.0
    for offset in stride(from: 0, to: payload.count, by: 4) {
      guard let entry = payload.integer(at: offset, as: UInt32.self) else { return nil }
      buckets.append(entry & Self.bucketMask)
      sum += Double(entry >> 18)
    }
    let scale = sum > 0 ? 1 / sum : 0
    for offset in stride(from: 0, to: payload.count, by: 4) {
      let count = Double(payload.integer(at: offset, as: UInt32.self).map { $0 >> 18 } ?? 0)
      values.append(Float((count * scale).squareRoot()))
    }
  }
}
