/// Turns shingles into band keys under a hash family; storage is kept between documents.
package struct SignatureMaker {
  private enum Family {
    case sluice(Permutations)
    case datatrove(MersennePermutations)
  }

  private let family: Family
  private let banding: Banding
  private var minima: ContiguousArray<UInt32> = []
  private var wideMinima: ContiguousArray<UInt64> = []
  /// Keys of the last document's bands, in band order.
  package private(set) var bandKeys: ContiguousArray<UInt64> = []

  package init(_ family: HashFamily, _ banding: Banding) {
    self.banding = banding
    self.family =
      switch family {
      case .sluice: .sluice(Permutations(count: banding.permutations))
      case .datatrove: .datatrove(MersennePermutations(count: banding.permutations))
      }
  }

  /// Replaces `bandKeys` by those of a document with the shingles; without shingles there are none.
  package mutating func fill(from shingles: ContiguousArray<UInt64>) {
    bandKeys.removeAll(keepingCapacity: true)
    guard !shingles.isEmpty else { return }
    switch family {
    case .sluice(let permutations):
      permutations.fill(&minima, from: shingles)
      for band in 0..<banding.bands { bandKeys.append(banding.key(ofBand: band, in: minima)) }
    case .datatrove(let permutations):
      permutations.fill(&wideMinima, from: shingles)
      for band in 0..<banding.bands { bandKeys.append(banding.key(ofBand: band, in: wideMinima)) }
    }
  }
}
