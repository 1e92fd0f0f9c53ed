import Contamination
import Pipelines
import TestSupport
import Testing
import Text

@Suite struct PostingsTests {
  private static let keyBits = 40

  private struct Posting: Hashable, Comparable {
    var key: UInt64
    var document: UInt32

    static func < (left: Posting, right: Posting) -> Bool {
      (left.key, left.document) < (right.key, right.document)
    }
  }

  private static func write(_ postings: [Posting], to path: String) throws -> String {
    let writer = try PostingsWriter(creating: path, keyBits: keyBits)
    for posting in postings.sorted() {
      try writer.append(key: posting.key, document: posting.document)
    }
    return try writer.finish().description
  }

  private static func read(
    _ path: String, _ hash: String, keys: [UInt64]
  ) throws -> Set<Posting> {
    let reader = try PostingsReader(opening: path, hash: hash)
    var found: Set<Posting> = []
    try reader.forEachList(of: ContiguousArray(keys)) { position, documents in
      for document in documents {
        let (isNew, _) = found.insert(Posting(key: keys[position], document: document))
        #expect(isNew)
      }
    }
    return found
  }

  private static func random(_ count: Int, seed: UInt64) -> [Posting] {
    var random = SplitMix64(seed: seed)
    // Some keys have thousands of documents, most have one; some stand close together.
    let common = (0..<5).map { _ in random.next() }
    return (0..<count).map { _ in
      let wide: UInt64 =
        switch random.next() % 4 {
        case 0: common[Int(random.next() % 5)]
        case 1: random.next() % 1000 << 24
        default: random.next()
        }
      return Posting(
        key: wide & ~0 << 24, document: UInt32(truncatingIfNeeded: random.next() % 100_000))
    }
  }

  @Test(
    "look-ups give the documents of each key, and none for other keys", arguments: UInt64(0)..<8)
  func roundTrip(seed: UInt64) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/postings"
    let all = Self.random([0, 1, 50, 60_000][Int(seed % 4)], seed: seed)
    let hash = try Self.write(all, to: path)
    var generator = SplitMix64(seed: seed ^ 99)
    let absent = (0..<100).map { _ in generator.next() & ~0 << 24 }
    let asked = Set(all.filter { _ in generator.next() % 3 > 0 }.map(\.key)).union(absent)
    #expect(
      try Self.read(path, hash, keys: asked.sorted()) == Set(all.filter { asked.contains($0.key) }))
    #expect(try PostingsReader(opening: path, hash: hash).count == Set(all).count)
  }

  @Test func `cuts and flipped bits are found before a document is named`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/postings"
    let all = Self.random(12, seed: 3)
    let hash = try Self.write(all, to: path)
    let keys = Set(all.map(\.key)).sorted()
    let whole = folder.read("postings")
    for length in 0..<whole.count {
      folder.write(whole[..<length], to: "postings")
      #expect(throws: CorpusIndexError.self, "cut to \(length)") {
        try Self.read(path, hash, keys: keys)
      }
    }
    for byte in whole.indices {
      var damaged = whole
      damaged[byte] ^= 1 << UInt8(byte % 8)
      folder.write(damaged, to: "postings")
      #expect(throws: CorpusIndexError.self, "byte \(byte)") {
        try Self.read(path, hash, keys: keys)
      }
    }
    folder.write(whole, to: "postings")
    #expect(try Self.read(path, hash, keys: keys) == Set(all))
  }

  @Test func `postings of another index are refused`() throws {
    let folder = TemporaryFolder()
    let first = try Self.write(Self.random(100, seed: 1), to: folder.path + "/first")
    _ = try Self.write(Self.random(100, seed: 2), to: folder.path + "/second")
    #expect(throws: CorpusIndexError.self) {
      try PostingsReader(opening: folder.path + "/second", hash: first)
    }
  }

  @Test func `one posting takes the bytes that the format's example says`() throws {
    let folder = TemporaryFolder()
    _ = try Self.write([Posting(key: 5 << 24, document: 3)], to: folder.path + "/postings")
    #expect(folder.read("postings").count == 90)
  }
}
