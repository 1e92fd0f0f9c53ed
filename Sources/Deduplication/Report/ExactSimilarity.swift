import Pipelines

/// Measures two documents as a MinHash stage would if it kept every shingle: no sketch, no estimate.
///
/// Shingles are compared by 64-bit hashes, of which two different ones agree by chance once in 10^19.
package struct ExactSimilarity {
  /// What two documents have in common.
  package struct Measure: Equatable, Sendable {
    /// Distinct shingles of both over those of either.
    package var jaccard: Double
    /// The share of the first document's distinct shingles that the second one has.
    package var containment: Double

    package init(jaccard: Double, containment: Double) {
      self.jaccard = jaccard
      self.containment = containment
    }
  }

  private let settings: MinHashSettings
  private var maker: ShingleMaker
  private var builder = SketchBuilder()

  package init(_ settings: MinHashSettings) {
    self.settings = settings
    maker = ShingleMaker(settings)
  }

  /// Compares two texts; without shingles they have nothing in common.
  package mutating func measure(_ first: [UInt8], _ second: [UInt8]) -> Measure {
    let left = distinct(first)
    let right = distinct(second)
    var common = 0
    var position = 0
    for hash in left {
      while position < right.count, right[position] < hash { position += 1 }
      if position < right.count, right[position] == hash { common += 1 }
    }
    let union = left.count + right.count - common
    return Measure(
      jaccard: union == 0 ? 0 : Double(common) / Double(union),
      containment: left.isEmpty ? 0 : Double(common) / Double(left.count))
  }

  /// Whether a text is the one whose sketch the stage stored: a later stage may have edited it.
  ///
  /// `entry` is what the observe table holds; ranks and whatever else stands behind the sketch are not
  /// looked at.
  package mutating func isText(_ text: [UInt8], of entry: UnsafeRawBufferPointer) -> Bool {
    builder.build(shingles(of: text), textBytes: text.count, sketchSize: settings.sketchSize)
    let sketch = builder.bytes
    guard entry.count >= sketch.count else { return false }
    return sketch.indices.allSatisfy {
      $0 == ShingleSketch.rankCountOffset || sketch[$0] == entry[$0]
    }
  }

  private mutating func distinct(_ text: [UInt8]) -> ContiguousArray<UInt64> {
    var hashes = shingles(of: text)
    hashes.sort()
    var count = 0
    for index in hashes.indices where index == 0 || hashes[index] != hashes[count - 1] {
      hashes[count] = hashes[index]
      count += 1
    }
    hashes.removeSubrange(count...)
    return hashes
  }

  private mutating func shingles(of text: [UInt8]) -> ContiguousArray<UInt64> {
    var scratch = SharedScratch()
    maker.fill(from: Document(id: DocumentID(rawValue: 0), text: text), shared: &scratch)
    return maker.hashes
  }
}
