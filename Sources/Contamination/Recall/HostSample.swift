import Text

/// Documents of a corpus into which items are put to see whether they are found.
///
/// The documents with the smallest keyed hashes of their identities: which those are depends neither on
/// the order nor on the number of workers that saw them. Memory: `count` documents of at most 8 KiB.
public struct HostSample: Sendable {
  /// How many documents are kept at most.
  public let count: Int
  private let seed: UInt64
  private var kept: [Host] = []

  /// A kept document.
  private struct Host: Sendable, Equatable {
    var key: Hash128
    var name: String
    var text: String
  }

  /// Bytes of a document that are kept, from its start.
  static let maximumBytes = 8 << 10
  /// Shorter documents are passed over while there are longer ones.
  static let minimumBytes = 200

  /// - Parameters:
  ///   - count: how many documents are kept, 1 or more.
  ///   - seed: decides which ones.
  public init(count: Int = 64, seed: UInt64) {
    precondition(count >= 1, "a sample of hosts: 1 document or more")
    self.count = count
    self.seed = seed
  }

  /// The kept texts, by the hashes of their identities.
  package var texts: [String] { kept.map(\.text) }

  /// Considers a document.
  ///
  /// - Parameters:
  ///   - text: the document's text.
  ///   - name: its printed identity, `source/shard:record`.
  public mutating func consider(_ text: [UInt8], named name: String) {
    guard text.count >= Self.minimumBytes else { return }
    let key = StableHash.hash128(name, seed: seed)
    if kept.count == count, let last = kept.last, last.key < key { return }
    var end = min(text.count, Self.maximumBytes)
    while end < text.count, end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
    insert(Host(key: key, name: name, text: String(decoding: text[..<end], as: UTF8.self)))
  }

  /// Adds what another sample of the same seed and count has seen.
  public mutating func merge(_ other: HostSample) {
    for host in other.kept { insert(host) }
  }

  private mutating func insert(_ host: Host) {
    let place =
      kept.firstIndex { (host.key, host.name) < ($0.key, $0.name) } ?? kept.count
    kept.insert(host, at: place)
    if kept.count > count { kept.removeLast() }
  }
}
