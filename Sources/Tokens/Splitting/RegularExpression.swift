internal import CPCRE2

/// A regular expression in the syntax of Oniguruma, compiled.
final class RegularExpression: Sendable {
  final class Scratch { init() {} }

  init(_ expression: String) throws(TokenizerError) {
    throw TokenizerError(.unsupported("the regular expression \(expression)"))
  }

  /// Calls `body` with the range of every match, in order.
  ///
  /// - Throws: `TokenizerError` where a match takes more memory or steps than it may.
  func forEachMatch(
    in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void
  ) throws(TokenizerError) {
    try forEachMatch(in: text, Scratch(), body)
  }

  func forEachMatch(
    in text: UnsafeBufferPointer<UInt8>, _ scratch: Scratch, _ body: (Range<Int>) -> Void
  ) throws(TokenizerError) {}
}
