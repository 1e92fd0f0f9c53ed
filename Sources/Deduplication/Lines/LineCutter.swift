import Pipelines
import Text

/// Cuts repeated lines out of documents.
struct LineCutter {
  /// Repeated lines of the current document; the value says whether the first occurrence stays.
  var decisions: [Hash128: Bool] = [:]
  private var keys = LineKeys()

  /// Cuts the lines that `decisions` names and tells how many were cut and how many with text remain.
  ///
  /// Each goes with its line end and the blank lines directly behind it; the remaining bytes are not
  /// touched. Uses `decisions` up.
  mutating func cut(_ document: inout Document) -> (removed: Int, remaining: Int) {
    var text: [UInt8] = []
    text.reserveCapacity(document.text.count)
    var removed = 0
    var remaining = 0
    var isBehindCut = false
    var isFirst = true
    keys.forEachLine(of: document.text.span) { range, key in
      if let key {
        isBehindCut = decisions[key] == false
        // Behind the first occurrence, further ones go.
        if decisions[key] == true { decisions[key] = false }
        if isBehindCut { removed += 1 } else { remaining += 1 }
      }
      guard !isBehindCut else { return }
      if !isFirst { text.append(0x0A) }
      isFirst = false
      text.append(contentsOf: document.text[range])
    }
    document.replaceText(with: text)
    return (removed, remaining)
  }
}
