import Pipelines
import Text

/// What becomes of a document that lost segments.
struct SegmentVerdict: Sendable {
  private let note: String
  private let nothingLeft: String
  private let minimumSentences: Int

  /// - Parameters:
  ///   - stage: name of the stage that cuts, for the note of how much it cut.
  ///   - noun: what reports call the segments: `lines`.
  ///   - minimumSentences: sentences that must remain.
  init(stage: String, noun: String, minimumSentences: Int) {
    note = "\(stage).\(noun)Removed"
    nothingLeft = "no-\(noun)-left"
    self.minimumSentences = minimumSentences
  }

  /// Notes what was cut, and drops a document that lost too much; a decision to drop is the caller's.
  func verdict(on document: inout Document, _ outcome: SegmentApplier.Outcome) -> Verdict {
    guard case .cut(let removed, let remaining) = outcome else { return .keep }
    document.notes.set(note, to: Double(removed))
    guard remaining > 0 else {
      return .drop(DropReason(nothingLeft, value: 0, threshold: 1))
    }
    guard minimumSentences > 0 else { return .keep }
    let text = document.text.span
    let sentences = Sentences.count(in: text, from: 0, to: text.count)
    guard sentences < minimumSentences else { return .keep }
    return .drop(
      DropReason(
        "too-few-sentences", value: Double(sentences), threshold: Double(minimumSentences)))
  }

  /// - Throws: `SettingsProblem` for a negative number.
  static func validate(minimumSentences: Int) throws {
    guard minimumSentences >= 0 else {
      throw SettingsProblem("minimumSentences", "is \(minimumSentences); 0 or more is accepted")
    }
  }
}
