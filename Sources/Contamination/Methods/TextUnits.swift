public import Text

/// A way to split text into the units a method counts in: words, or the tokens of a tokenizer.
public protocol TextUnits: Sendable {
  /// A splitter for one worker.
  func makeSplitter() -> any TextUnitSplitter
}

/// Splits one text after the other, with scratch memory of its own.
public protocol TextUnitSplitter {
  /// Replaces `units` by the units of a text, which is valid UTF-8.
  mutating func split(_ text: Span<UInt8>, into units: inout UnitList)
}

/// The units of one text, in text order: where they stand and what they are.
///
/// Fill it again and again: storage is kept.
public struct UnitList: Sendable {
  /// Byte offset of each unit's first byte.
  public private(set) var starts: ContiguousArray<Int32> = []
  /// Byte offset behind each unit's last byte.
  public private(set) var ends: ContiguousArray<Int32> = []
  /// Equal units have equal hashes; well mixed 64 bits.
  public private(set) var hashes: ContiguousArray<UInt64> = []

  public init() {}

  /// The number of units.
  public var count: Int { hashes.count }

  public mutating func removeAll() {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
  }

  /// Adds a unit behind the others.
  public mutating func append(hash: UInt64, start: Int32, end: Int32) {
    starts.append(start)
    ends.append(end)
    hashes.append(hash)
  }

  /// Replaces the list by units that are written to memory for at most `capacity` of them.
  ///
  /// `write`: given the memory of hashes, starts and ends; returns how many units it wrote.
  mutating func fill(
    capacity: Int,
    _ write: (
      UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Int
  ) {
    self = UnitList()
    guard capacity > 0 else { return }
    hashes = ContiguousArray(unsafeUninitializedCapacity: capacity) { hashes, hashCount in
      starts = ContiguousArray(unsafeUninitializedCapacity: capacity) { starts, startCount in
        ends = ContiguousArray(unsafeUninitializedCapacity: capacity) { ends, endCount in
          guard let hash = hashes.baseAddress, let start = starts.baseAddress,
            let end = ends.baseAddress
          else { return }
          endCount = write(hash, start, end)
          startCount = endCount
          hashCount = endCount
        }
      }
    }
  }

  /// Replaces the list by words; nothing is copied until either changes.
  mutating func take(_ words: borrowing WordList) {
    starts = words.starts
    ends = words.ends
    hashes = words.hashes
  }

  /// The byte range of some neighbouring units.
  func bytes(_ units: Range<Int>) -> Range<Int> {
    Int(starts[units.lowerBound])..<Int(ends[units.upperBound - 1])
  }
}

/// The words under a definition as units.
public struct WordUnits: TextUnits {
  public var definition: WordDefinition

  public init(_ definition: WordDefinition) { self.definition = definition }

  public func makeSplitter() -> any TextUnitSplitter { Splitter(definition: definition) }

  private struct Splitter: TextUnitSplitter {
    let definition: WordDefinition
    var words = WordList()

    mutating func split(_ text: Span<UInt8>, into units: inout UnitList) {
      // The list gives up its storage first, or filling the words would copy it.
      units = UnitList()
      words.fill(from: text, definition: definition)
      units.take(words)
    }
  }
}
