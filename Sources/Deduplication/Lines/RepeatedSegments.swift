// An observation of a segment, keyed by the high half of its key:
//
//   offset  size  content
//   0       8     low half of the key, little-endian
//   8       4     index of the segment in its document, big-endian: records sort by it

import Pipelines
import Text

/// Chooses, segment after segment, the occurrence that stays, in constant memory.
///
/// The best document so far is held back; every other occurrence is cut at once.
struct RepeatedSegments {
  /// Occurrences of one segment seen so far.
  private struct Group {
    var low: UInt64
    var keeper: DocumentID
    var keeperIndex: Int
    /// The keeper's place; nil until there is another document to compare with.
    var place: KeeperOrder.Place?
    /// The document of the last occurrence: further ones in it go whether it keeps the segment or not.
    var last: DocumentID
    var isRepeated = false
  }

  private let order: KeeperOrder
  private let keepsNone: Bool
  private var key: UInt64 = 0
  /// Segments of the current key: one, unless high halves collide.
  private var groups: [Group] = []
  /// Segments that occur more than once, and occurrences that are cut.
  private(set) var repeated = 0
  private(set) var cut = 0

  init(_ order: KeeperOrder, keepsNone: Bool) {
    self.order = order
    self.keepsNone = keepsNone
  }

  static func write(low: UInt64, index: Int, into payload: inout [UInt8]) {
    payload.removeAll(keepingCapacity: true)
    payload.appendInteger(low)
    payload.appendInteger(UInt32(clamping: index).byteSwapped)
  }

  /// Adds the next occurrence, in (key, document, index) order; false when the payload is not of this
  /// layout.
  mutating func add(
    key: UInt64, document: DocumentID, payload: [UInt8], to decisions: SidecarWriter
  ) throws -> Bool {
    guard payload.count == 12, let low = payload.integer(at: 0, as: UInt64.self),
      let swapped = payload.integer(at: 8, as: UInt32.self)
    else { return false }
    if key != self.key {
      groups.removeAll(keepingCapacity: true)
      self.key = key
    }
    let index = Int(swapped.byteSwapped)
    guard let group = groups.firstIndex(where: { $0.low == low }) else {
      groups.append(Group(low: low, keeper: document, keeperIndex: index, last: document))
      return true
    }
    try add(document, index, toGroup: group, decisions)
    return true
  }

  private mutating func add(
    _ document: DocumentID, _ index: Int, toGroup position: Int, _ decisions: SidecarWriter
  ) throws {
    var group = groups[position]
    if !group.isRepeated {
      group.isRepeated = true
      repeated += 1
      if keepsNone { try cut(group.keeper, group.keeperIndex, decisions) }
    }
    var loser = (document, index)
    if !keepsNone, document != group.last {
      let kept = group.place ?? order.place(of: group.keeper)
      let place = order.place(of: document)
      group.place = min(kept, place)
      if place < kept {
        loser = (group.keeper, group.keeperIndex)
        group.keeper = document
        group.keeperIndex = index
      }
    }
    group.last = document
    groups[position] = group
    try cut(loser.0, loser.1, decisions)
  }

  private mutating func cut(
    _ document: DocumentID, _ index: Int, _ decisions: SidecarWriter
  ) throws {
    cut += 1
    try SegmentDecision.cut(index: index).write(about: document, to: decisions)
  }
}
