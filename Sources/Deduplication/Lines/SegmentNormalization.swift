/// A difference between two texts that does not count when they are compared.
public enum SegmentNormalization: String, Codable, Sendable, CaseIterable {
  /// Letters are folded by their simple lowercase mapping.
  case lowercase
  /// A run of white space counts as one space.
  case whitespace
  /// Punctuation (general category P) and symbols (S) are left out.
  case punctuation
  /// Decimal digits of any script count as zero.
  case digits
}
