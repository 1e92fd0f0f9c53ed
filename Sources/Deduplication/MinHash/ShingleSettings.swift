/// What a shingle is made of.
public enum ShingleUnit: String, Codable, Sendable, CaseIterable {
  /// Words of the definition `words`.
  case words
  /// Unicode scalars of the normalised text, spaces included.
  case characters
  /// Words with each punctuation mark at their edges a unit of its own (word definition `separated`),
  /// about as spaCy and NLTK split. Ids of a subword tokenizer are not available to this stage, which
  /// stands before tokenizers.
  case tokens
}

/// What becomes of documents with fewer units than a shingle has.
public enum ShortDocuments: String, Codable, Sendable, CaseIterable {
  /// All their units are one shingle, so equal ones are duplicates.
  case whole
  /// They have no shingles and are never dropped, as in datatrove.
  case kept
}

/// How shingles are hashed, and their hashes permuted.
public enum HashFamily: String, Codable, Sendable, CaseIterable {
  /// Upper 32 bits of `a * h + b` modulo 2^64: `Permutations`.
  case sluice
  /// datatrove's: XXH64 of the words joined by spaces, `MersennePermutations`. For comparison with its
  /// results; slower.
  case datatrove
}
