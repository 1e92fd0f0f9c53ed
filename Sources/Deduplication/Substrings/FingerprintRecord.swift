// An observation of a fingerprint, keyed by it, under the document's id:
//
//   offset  size  content
//   0       4     word at which the run's first window begins, u32 big-endian: records sort by place
//   4       2     words from there to the fingerprint, u16 little-endian
//   6       2     windows in the run, 1 to that number + 1, u16 little-endian

import Pipelines

/// A run of windows that chose one fingerprint, as observe stores it.
struct FingerprintRecord: Equatable {
  /// Word at which the first window begins.
  var firstWindow: Int
  /// Place of the fingerprint in the first window; one less in each further window.
  var lead: Int
  /// Windows in the run.
  var count: Int

  init(_ run: WindowFingerprints.Run) {
    firstWindow = run.firstWindow
    lead = run.place - run.firstWindow
    count = run.count
  }

  /// Reads a payload; nil when it is not of this layout or cannot stand in windows of `width`
  /// fingerprints.
  init?(_ payload: [UInt8], width: Int) {
    guard payload.count == 8, let first = payload.integer(at: 0, as: UInt32.self),
      let lead = payload.integer(at: 4, as: UInt16.self),
      let count = payload.integer(at: 6, as: UInt16.self),
      count > 0, count - 1 <= lead, Int(lead) < width
    else { return nil }
    firstWindow = Int(first.byteSwapped)
    self.lead = Int(lead)
    self.count = Int(count)
  }

  /// Replaces `payload` by this record's bytes.
  func write(to payload: inout [UInt8]) {
    payload.removeAll(keepingCapacity: true)
    payload.appendInteger(UInt32(truncatingIfNeeded: firstWindow).byteSwapped)
    payload.appendInteger(UInt16(truncatingIfNeeded: lead))
    payload.appendInteger(UInt16(truncatingIfNeeded: count))
  }
}
