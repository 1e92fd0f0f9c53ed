// A decision about a repeated line, keyed by the document id:
//
//   offset  size  content (little-endian)
//   0       8     high half of the line's key
//   8       8     low half
//   16      1     1: the document keeps its first occurrence · 0: every occurrence goes

import Pipelines
import Text

/// What happens to one repeated line of one document.
struct LineDecision: Equatable {
  var line: Hash128
  /// Whether the document keeps the line's first occurrence.
  var keepsFirst: Bool

  init(line: Hash128, keepsFirst: Bool) {
    self.line = line
    self.keepsFirst = keepsFirst
  }

  /// Reads a payload; nil when it is not of this layout.
  init?(_ payload: [UInt8]) {
    guard payload.count == 17, let high = payload.integer(at: 0, as: UInt64.self),
      let low = payload.integer(at: 8, as: UInt64.self)
    else { return nil }
    line = Hash128(high: high, low: low)
    keepsFirst = payload[16] == 1
  }

  func write(about document: UInt64, to decisions: SidecarWriter) throws {
    var payload: [UInt8] = []
    payload.reserveCapacity(17)
    payload.appendInteger(line.high)
    payload.appendInteger(line.low)
    payload.append(keepsFirst ? 1 : 0)
    try decisions.append(key: document, document: document, payload: payload.span)
  }
}
