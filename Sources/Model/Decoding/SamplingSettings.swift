/// How the next token is drawn, and when to stop.
public struct SamplingSettings: Codable, Hashable, Sendable {
  /// Divides the logits; 0 takes the likeliest token every time.
  ///
  /// 0 … 100.
  public var temperature = 0.8
  /// Draw among the k likeliest tokens only; 0: among all.
  ///
  /// Source: Fan, Lewis and Dauphin 2018.
  public var topK = 50
  /// Draw among the fewest likeliest tokens that together reach this probability; 1: among all.
  ///
  /// Above 0, at most 1. Source: Holtzman et al. 2020, "nucleus sampling".
  public var topP = 0.95
  /// The same seed, prompt, settings and instruction set give the same text.
  public var seed: UInt64 = 0
  /// Tokens to generate at most.
  public var maximumTokens = 128
  /// Tokens that end the text; they are not part of it.
  public var stopTokens: [Int32] = []

  public init() {}

  /// - Throws: `ModelError` naming the setting, its value and its range.
  public func validate() throws {
    guard temperature >= 0, temperature <= 100 else {
      throw ModelError(.settings, at: "temperature", "found \(temperature); expected 0 to 100")
    }
    guard topK >= 0 else {
      throw ModelError(.settings, at: "topK", "found \(topK); expected 0 (all) or more")
    }
    guard topP > 0, topP <= 1 else {
      throw ModelError(.settings, at: "topP", "found \(topP); expected above 0 and at most 1")
    }
    guard maximumTokens >= 0 else {
      throw ModelError(.settings, at: "maximumTokens", "found \(maximumTokens); expected 0 or more")
    }
  }
}
