import Glibc
import Text

/// A set of 64-bit hashes that never forgets one and finds a few that were not there: memory does not
/// grow with what it holds.
///
/// A hash chooses a block of 512 bits by its product with the number of blocks (any number: no mask, no
/// power of two) and its bits in there by a second mix.
package final class BlockedBloomFilter {
  package let size: BloomSize
  /// Hashes inserted that were not found before: what the filter holds.
  package private(set) var count = 0
  private let words: UnsafeMutablePointer<UInt64>
  private let probes: Int

  private static let wordsPerBlock = BloomSize.blockBits / 64
  /// Nine bits choose one of 512; a mixed word gives seven such choices.
  private static let choicesPerMix = 7

  /// Takes the memory at once.
  /// - Throws: `BloomFilterError` when the system does not give it.
  package init(_ size: BloomSize) throws {
    self.size = size
    probes = size.probes
    let memory = mmap(
      nil, size.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else {
      throw BloomFilterError(problem: .noMemory(bytes: size.bytes))
    }
    words = memory.bindMemory(to: UInt64.self, capacity: size.blocks * Self.wordsPerBlock)
  }

  deinit { munmap(words, size.bytes) }

  /// Whether the hash was inserted, or seems to have been.
  package func contains(_ hash: UInt64) -> Bool {
    let block = block(of: hash)
    var mixed = StableHash.finalize(hash &+ StableHash.prime0)
    var choices = mixed
    for probe in 0..<probes {
      if probe == Self.choicesPerMix || probe == 2 * Self.choicesPerMix {
        mixed = StableHash.finalize(mixed &+ StableHash.prime0)
        choices = mixed
      }
      let word = block[Int(truncatingIfNeeded: choices & 511) &>> 6]
      if (word &>> (choices & 63)) & 1 == 0 { return false }
      choices &>>= 9
    }
    return true
  }

  /// Inserts a hash; whether it was there, or seems to have been.
  @discardableResult
  package func insert(_ hash: UInt64) -> Bool {
    let block = block(of: hash)
    var mixed = StableHash.finalize(hash &+ StableHash.prime0)
    var choices = mixed
    var missing: UInt64 = 0
    for probe in 0..<probes {
      if probe == Self.choicesPerMix || probe == 2 * Self.choicesPerMix {
        mixed = StableHash.finalize(mixed &+ StableHash.prime0)
        choices = mixed
      }
      let index = Int(truncatingIfNeeded: choices & 511) &>> 6
      let bit = 1 as UInt64 &<< (choices & 63)
      missing |= ~block[index] & bit
      block[index] |= bit
      choices &>>= 9
    }
    if missing != 0 { count &+= 1 }
    return missing == 0
  }

  @inline(__always)
  private func block(of hash: UInt64) -> UnsafeMutablePointer<UInt64> {
    let index = hash.multipliedFullWidth(by: UInt64(size.blocks)).high
    return words + Int(truncatingIfNeeded: index) &* Self.wordsPerBlock
  }
}

/// A Bloom filter that cannot be had, or cannot keep its promise.
public struct BloomFilterError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    /// The system does not give the memory.
    case noMemory(bytes: Int)
    /// More distinct elements than the filter holds at the rate of false positives that was asked for.
    case full(capacity: Int, megabytes: Int, falsePositiveRate: Double, neededMegabytes: Int)
  }

  public var problem: Problem
  /// Printed identity of the document at which it showed; empty before the first.
  public var document = ""

  public var description: String {
    switch problem {
    case .noMemory(let bytes):
      "no memory for a Bloom filter of \(bytes) bytes; lower 'maximumMegabytes' or raise "
        + "'falsePositiveRate'"
    case .full(let capacity, let megabytes, let rate, let needed):
      "\(document): a Bloom filter of \(megabytes) megabytes is full: more than \(capacity) distinct "
        + "elements for false positives at a rate of \(rate); set 'maximumMegabytes' to "
        + "\(needed), which is enough, or 'whenFull: continue' to go on with a higher rate"
    }
  }
}
