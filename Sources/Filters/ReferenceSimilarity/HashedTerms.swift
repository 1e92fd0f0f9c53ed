import Text

/// Counts the words of a document by hash bucket: the features of GPT-3's quality classifier.
///
/// Terms are the lowercased pieces between white space, hashed as Spark ML's `HashingTF` does: MurmurHash3
/// with seed 42, non-negative modulo 2^18. Unlike Spark's tokenizer, runs of white space make no empty
/// terms. Counts are kept in one array of all buckets that is wiped where it was touched.
struct HashedTerms {
  static let buckets = 1 << 18

  /// Buckets with a count, in the order of first occurrence.
  private(set) var touched: ContiguousArray<UInt32> = []
  /// All terms of the document.
  private(set) var total = 0
  private var counts = ContiguousArray<UInt32>(repeating: 0, count: buckets)
  private var folded: ContiguousArray<UInt8> = []

  /// The count of a bucket.
  func count(of bucket: UInt32) -> UInt32 { counts[Int(bucket)] }

  /// Replaces the counts by those of a text.
  ///
  /// - Parameters:
  ///   - words: the `.whitespace` words of `text`.
  ///   - text: valid UTF-8.
  mutating func fill(_ words: borrowing WordList, in text: Span<UInt8>) {
    for bucket in touched { counts[Int(bucket)] = 0 }
    touched.removeAll(keepingCapacity: true)
    total = words.count
    // Taken out of the struct, so that each count is one memory access.
    var counts: ContiguousArray<UInt32> = []
    swap(&counts, &self.counts)
    counts.withUnsafeMutableBufferPointer { counts in
      text.withUnsafeBufferPointer { buffer in
        guard let bytes = buffer.baseAddress else { return }
        for index in 0..<words.count {
          let start = Int(words.starts[index])
          let bucket = bucket(bytes + start, Int(words.ends[index]) - start)
          if counts[bucket] == 0 { touched.append(UInt32(bucket)) }
          counts[bucket] &+= 1
        }
      }
    }
    swap(&counts, &self.counts)
  }

  @inline(__always)
  private mutating func bucket(_ word: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var isFolded = true
    for offset in 0..<length {
      isFolded = isFolded && word[offset] < 0x80 && word[offset] &- 0x41 >= 26
    }
    let hash =
      isFolded
      ? MurmurHash3.hash32(UnsafeRawBufferPointer(start: word, count: length), seed: 42)
      : foldedHash(word, length)
    // Masking equals Spark's non-negative modulo, since the number of buckets is a power of two.
    return Int(hash & UInt32(Self.buckets - 1))
  }

  private mutating func foldedHash(_ word: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    folded.removeAll(keepingCapacity: true)
    ScalarTables.shared.appendLowercased(word, length, to: &folded)
    return MurmurHash3.hash32(folded.span, seed: 42)
  }
}
