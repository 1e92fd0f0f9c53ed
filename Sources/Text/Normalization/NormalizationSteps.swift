/// What becomes of a text before it is compared; the steps are taken in the order below.
public struct NormalizationSteps: Codable, Sendable, Equatable {
  /// What becomes of punctuation marks and symbols.
  public enum Punctuation: String, Codable, Sendable, CaseIterable {
    /// They stay.
    case keep
    /// Each becomes a space: `don't` is two words.
    case spaces
    /// They go: `don't` becomes `dont`.
    case remove
    /// The 129 scalars of datatrove's own list become spaces: the marks of ASCII, control characters, and
    /// some of the marks used in Europe and China. Others stay.
    case datatrove
  }

  /// Letters become lower case, each by itself except for the sigma at the end of a word.
  public var lowercase = true
  /// Each number becomes `0`: decimal digits of any script with at most one decimal separator inside.
  public var numbers = false
  /// Punctuation marks and symbols: general categories P and S.
  public var punctuation = Punctuation.spaces
  /// Runs of white space become one space; none stays at the ends.
  public var whitespace = true
  /// Accents go: canonical decomposition without nonspacing marks.
  public var accents = false

  public init() {}

  /// Nothing changes.
  public static var none: NormalizationSteps {
    var steps = NormalizationSteps()
    steps.lowercase = false
    steps.punctuation = .keep
    steps.whitespace = false
    return steps
  }
}
