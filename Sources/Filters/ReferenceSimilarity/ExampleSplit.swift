import Text

/// Examples parted by a hash of their features: nine tenths to fit, one tenth held out to test the fit.
///
/// Copies of a document fall into the same part, so that none is tested on what it was fitted to.
struct ExampleSplit {
  private(set) var fit = LogisticFit()
  private(set) var heldOut: [(vector: TermVector, isPositive: Bool)] = []
  /// Positive examples of both parts.
  private(set) var positives = 0

  /// Adds an example given as the payload of a sidecar record.
  mutating func add(_ payload: [UInt8], isPositive: Bool) throws {
    guard let vector = TermVector(payload: payload) else {
      throw ReferenceSimilarityError.damagedSample(bytes: payload.count)
    }
    if isPositive { positives += 1 }
    if StableHash.hash64(payload.span) % 10 == 0 {
      heldOut.append((vector, isPositive))
    } else {
      fit.add(vector, isPositive: isPositive)
    }
  }

  /// The area under the ROC curve of the held-out examples, in thousandths.
  func areaPerMille(of classifier: LogisticClassifier) -> Int? {
    var ranked = RankedScores()
    for example in heldOut {
      ranked.add(classifier.linearScore(example.vector), isPositive: example.isPositive)
    }
    return ranked.areaPerMille()
  }
}
