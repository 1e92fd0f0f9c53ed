internal import Glibc

/// What Unicode 16.0 says of a scalar, in one byte, whatever version the standard library follows.
///
/// The version is pinned so that ids do not move with the toolchain; it is the one that Hugging
/// Face tokenizers 0.23.3 and tiktoken 0.14.0 follow (`generate.py` says how that was checked).
package struct ScalarTraits: Hashable, Sendable {
  /// General category in the low five bits, then the flags below.
  package let bits: UInt8

  static let whiteSpaceBit: UInt8 = 32
  static let alphabeticBit: UInt8 = 64
  static let punctuationBit: UInt8 = 128

  package var category: GeneralCategory { GeneralCategory(rawValue: bits & 31) ?? .unassigned }
  /// Property White_Space.
  package var isWhiteSpace: Bool { bits & Self.whiteSpaceBit != 0 }
  /// Property Alphabetic.
  package var isAlphabetic: Bool { bits & Self.alphabeticBit != 0 }
  /// Whether the punctuation steps of Hugging Face take it: ASCII's, and categories P of Unicode
  /// 8.0.
  package var isPunctuationOfTokenizers: Bool { bits & Self.punctuationBit != 0 }

  package init(bits: UInt8) { self.bits = bits }

  /// The traits of a scalar value, by binary search; hot loops use tables made from `runs`.
  package init(of scalar: UInt32) {
    var lower = 0
    var upper = scalarTraitRuns.count
    while upper - lower > 1 {
      let middle = (lower + upper) / 2
      if scalarTraitRuns[middle] >> 8 <= scalar { lower = middle } else { upper = middle }
    }
    bits = UInt8(scalarTraitRuns[lower] & 0xFF)
  }

  /// One more than the greatest scalar value.
  package static let scalarCount = 0x110000

  /// Calls `body` with each run of scalars of equal traits, ascending.
  package static func forEachRun(_ body: (Range<Int>, ScalarTraits) -> Void) {
    let runs = scalarTraitRuns
    for (index, run) in runs.enumerated() {
      let end = index + 1 < runs.count ? Int(runs[index + 1] >> 8) : scalarCount
      body(Int(run >> 8)..<end, ScalarTraits(bits: UInt8(run & 0xFF)))
    }
  }
}

/// A byte for every scalar in one flat table of 0x110000 bytes, which lives as long as the process.
///
/// `calloc` leaves the pages of unassigned planes untouched: about 0.3 MB is really in memory.
///
/// Unchecked: the table is never written after `init`.
package final class ScalarTable: @unchecked Sendable {
  package let values: UnsafePointer<UInt8>

  /// Fills the table with `value(traits)`, which is 0 for unassigned scalars.
  init(_ value: (ScalarTraits) -> UInt8) {
    guard let memory = calloc(ScalarTraits.scalarCount, 1) else {
      preconditionFailure("out of memory for a table of scalars")
    }
    let table = memory.assumingMemoryBound(to: UInt8.self)
    ScalarTraits.forEachRun { range, traits in
      let value = value(traits)
      guard value != 0 else { return }
      (table + range.lowerBound).update(repeating: value, count: range.count)
    }
    values = UnsafePointer(table)
  }
}
