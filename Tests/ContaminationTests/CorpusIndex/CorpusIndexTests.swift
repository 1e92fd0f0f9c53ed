import Contamination
import Glibc
import Pipelines
import TestSupport
import Testing
import Text

@Suite struct CorpusIndexTests {
  /// Texts by shard, of few words, so that many shingles repeat.
  private static func corpus(
    shards: Int, documents: Int, seed: UInt64, vocabulary: Int = 60
  ) -> [[String]] {
    var random = SplitMix64(seed: seed)
    return (0..<shards).map { _ in
      (0..<documents).map { _ in
        text(words: Int.random(in: 0...80, using: &random), vocabulary, &random)
      }
    }
  }

  private static func text(
    words count: Int, _ vocabulary: Int, _ random: inout SplitMix64
  ) -> String {
    (0..<count).map { _ in
      let word = "w\(Int.random(in: 0..<vocabulary, using: &random))"
      let marks = ["", "", "", ",", ".", "-x", "'s"]
      return word + marks[Int.random(in: 0..<marks.count, using: &random)]
    }.joined(separator: " ")
  }

  private static func listing(_ corpus: [[String]]) -> [InputShard] {
    corpus.indices.map {
      InputShard(
        ordinal: $0, source: "corpus", name: "s\($0)", path: "s\($0).jsonl", format: "jsonl",
        bytes: 1000 + $0, contentSample: "\($0)")
    }
  }

  private static func document(_ text: String, _ shard: Int, _ record: Int) -> Document {
    Document(id: DocumentID(input: shard, record: record), text: Array(text.utf8))
  }

  private static func add(
    _ shards: some Sequence<InputShard>, of corpus: [[String]], to builder: CorpusIndexBuilder
  ) throws {
    for shard in shards {
      let writer = try builder.makeWriter(for: shard)
      for (record, text) in corpus[shard.ordinal].enumerated() {
        try writer.append(document(text, shard.ordinal, record))
      }
      try writer.finish()
    }
  }

  private static func build(
    _ corpus: [[String]], in folder: String,
    settings: CorpusIndexSettings = CorpusIndexSettings(), bufferBytes: Int = 64 << 20
  ) throws -> CorpusIndex {
    let builder = try CorpusIndexBuilder(
      folder: folder, settings: settings, shards: listing(corpus), bufferBytes: bufferBytes)
    try add(builder.unfinishedShards, of: corpus, to: builder)
    _ = try builder.publish()
    return try CorpusIndex(opening: folder)
  }

  /// The words of a text under both definitions.
  private static func runs(_ text: String, _ count: Int) -> [SharedRun] {
    var words = WordList()
    return [WordDefinition.gpt3, .alphanumeric].map {
      words.fill(from: Array(text.utf8).span, definition: $0)
      return SharedRun(words: words.hashes, count: count)
    }
  }

  private static func found(
    _ runs: [SharedRun], in index: CorpusIndex, checkedBytes: Int = 32 << 20
  ) throws -> Set<[Int]> {
    Set(
      try index.candidates(for: runs, checkedBytes: checkedBytes).flatMap { part in
        part.records.map { [part.shard.ordinal, $0] }
      })
  }

  /// Whether two texts share a run of so many pieces between spaces.
  private static func share(_ count: Int, _ left: String, _ right: String) -> Bool {
    let (one, other) = (left.split(separator: " "), right.split(separator: " "))
    guard one.count >= count, other.count >= count else { return false }
    let runs = Set((0...one.count - count).map { Array(one[$0..<$0 + count]) })
    return (0...other.count - count).contains { runs.contains(Array(other[$0..<$0 + count])) }
  }

  @Test("no document that shares a guaranteed run is missed", arguments: UInt64(0)..<40)
  func guarantee(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let settings = CorpusIndexSettings(
      shingleWords: Int.random(in: 2...6, using: &random),
      window: Int.random(in: 1...5, using: &random))
    let folder = TemporaryFolder()
    var corpus = Self.corpus(shards: 3, documents: 30, seed: seed, vocabulary: 9)
    let length = settings.guaranteedWords + Int.random(in: 0...6, using: &random)
    let items = (0..<4).map { _ in Self.text(words: length + 10, 9, &random) }
    for item in items {
      let pieces = item.split(separator: " ")
      let start = Int.random(in: 0...10, using: &random)
      let run = pieces[start..<start + length].joined(separator: " ")
      let (shard, record) = (Int.random(in: 0..<3, using: &random), Int(random.next() % 30))
      corpus[shard][record] += " " + run + " " + Self.text(words: 3, 9, &random)
    }
    let index = try Self.build(corpus, in: folder.path + "/index", settings: settings)
    for item in items {
      let expected = corpus.enumerated().flatMap { shard, texts in
        texts.indices.filter { Self.share(length, texts[$0], item) }.map { [shard, $0] }
      }
      let found = try Self.found(
        Self.runs(item, length), in: index,
        checkedBytes: [0, 40, 500, 1 << 20][Int(random.next() % 4)])
      #expect(!expected.isEmpty)
      #expect(found.isSuperset(of: expected))
    }
  }

  @Test func `of random texts few are candidates`() throws {
    let folder = TemporaryFolder()
    let corpus = Self.corpus(shards: 4, documents: 200, seed: 5, vocabulary: 5000)
    let index = try Self.build(corpus, in: folder.path + "/index")
    let text = corpus[2][17]
    let found = try Self.found(Self.runs(text, 8), in: index)
    #expect(found == [[2, 17]])
  }

  @Test("a word that is written in another way breaks no run under one of the definitions")
  func definitions() throws {
    let folder = TemporaryFolder()
    let index = try Self.build(
      [
        [
          "We saw the well-known, old, red house there today",
          "we saw the well known old red house",
        ]
      ],
      in: folder.path + "/index")
    let texts = ["we saw the wellknown old red house", "WE SAW THE WELL KNOWN OLD RED HOUSE"]
    let found = try texts.map {
      try Self.found(Self.runs($0, 7), in: index)
    }
    #expect(found == [[[0, 0]], [[0, 0], [0, 1]]])
  }

  @Test("the same bytes for any buffer, broken off or not, with shards in any order")
  func sameBytes() throws {
    let folder = TemporaryFolder()
    let corpus = Self.corpus(shards: 5, documents: 300, seed: 11)
    _ = try Self.build(corpus, in: folder.path + "/whole")
    _ = try Self.build(corpus, in: folder.path + "/spilled", bufferBytes: 1 << 16)
    let broken = folder.path + "/broken"
    do {
      let builder = try CorpusIndexBuilder(folder: broken, shards: Self.listing(corpus))
      try Self.add(builder.unfinishedShards.reversed().prefix(2), of: corpus, to: builder)
      // A shard that was being written when the process ended.
      let writer = try builder.makeWriter(for: builder.manifest.shards[0].input)
      try writer.append(Self.document("never finished", 0, 0))
    }
    let builder = try CorpusIndexBuilder(folder: broken, shards: Self.listing(corpus))
    #expect(builder.unfinishedShards.map(\.ordinal) == [0, 1, 2])
    try Self.add(builder.unfinishedShards, of: corpus, to: builder)
    _ = try builder.publish()
    for name in ["index.json", "postings", "documents.sidecar"] {
      let whole = folder.read("whole/" + name)
      #expect(!whole.isEmpty)
      #expect(folder.read("spilled/" + name) == whole, "\(name)")
      #expect(folder.read("broken/" + name) == whole, "\(name)")
    }
    #expect(filesBelow(broken) == ["build.lock", "documents.sidecar", "index.json", "postings"])
  }

  @Test func `more shards than are merged at a time give every document`() throws {
    let folder = TemporaryFolder()
    let corpus = (0..<300).map { ["common words of all the shards and also shard\($0)"] }
    let index = try Self.build(corpus, in: folder.path + "/index")
    let runs = Self.runs(corpus[0][0], 7)
    #expect(try Self.found(runs, in: index).count == 300)
  }

  @Test func `an index that is there is taken as it is, and another one is refused`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/index"
    let corpus = Self.corpus(shards: 2, documents: 20, seed: 1)
    let index = try Self.build(corpus, in: path)
    let again = try CorpusIndexBuilder(folder: path, shards: Self.listing(corpus))
    #expect(again.unfinishedShards.isEmpty)
    #expect(try again.publish() == index.manifest)
    #expect(throws: CorpusIndexError.self) {
      try CorpusIndexBuilder(
        folder: path, settings: CorpusIndexSettings(shingleWords: 5, window: 4),
        shards: Self.listing(corpus))
    }
  }

  @Test func `two builders do not work in one folder`() throws {
    let folder = TemporaryFolder()
    let first = try CorpusIndexBuilder(folder: folder.path, shards: Self.listing([["a"]]))
    let error = #expect(throws: CorpusIndexError.self) {
      try CorpusIndexBuilder(folder: folder.path, shards: Self.listing([["a"]]))
    }
    #expect(error?.kind == .busy)
    #expect(first.unfinishedShards.count == 1)
  }

  @Test func `a folder of other things is refused`() throws {
    let folder = TemporaryFolder()
    folder.write("mine", to: "notes.txt")
    let error = #expect(throws: CorpusIndexError.self) {
      try CorpusIndexBuilder(folder: folder.path, shards: Self.listing([["a"]]))
    }
    #expect(error?.kind == .notAnIndex)
    #expect(folder.read("notes.txt") == Array("mine".utf8))
  }

  @Test(
    "a damaged file is told before a question is answered",
    arguments: ["index.json", "postings", "documents.sidecar"])
  func damage(name: String) throws {
    let folder = TemporaryFolder()
    let corpus = [["one two three four five six seven eight nine ten"]]
    _ = try Self.build(corpus, in: folder.path)
    let whole = folder.read(name)
    let runs = Self.runs(corpus[0][0], 8)
    for position in whole.indices {
      var damaged = whole
      damaged[position] ^= 0x10
      folder.write(damaged, to: name)
      #expect(throws: (any Error).self, "byte \(position)") {
        try Self.found(runs, in: CorpusIndex(opening: folder.path))
      }
    }
    removeTree(folder.path + "/" + name)
    #expect(throws: CorpusIndexError.self) { try CorpusIndex(opening: folder.path) }
  }

  @Test func `a document that has changed since is told`() throws {
    let folder = TemporaryFolder()
    let corpus = [["one two three four five six seven eight", "another"]]
    let index = try Self.build(corpus, in: folder.path)
    let runs = Self.runs(corpus[0][0], 8)
    let candidates = try #require(try index.candidates(for: runs).first)
    try candidates.check(Self.document(corpus[0][0], 0, 0), at: 0)
    let error = #expect(throws: CorpusIndexError.self) {
      try candidates.check(Self.document(corpus[0][0] + ".", 0, 0), at: 0)
    }
    #expect(error?.kind == .changedCorpus)
  }

  @Test("settings out of range are refused", arguments: [(1, 3), (65, 3), (4, 0), (4, 65)])
  func settings(shingleWords: Int, window: Int) {
    let settings = CorpusIndexSettings(shingleWords: shingleWords, window: window)
    #expect(throws: CorpusIndexError.self) { try settings.validate() }
  }

  @Test func `an empty corpus has an index without postings`() throws {
    let folder = TemporaryFolder()
    let index = try Self.build([[], ["", "a b"]], in: folder.path)
    #expect(index.manifest.postings == 0)
    #expect(index.manifest.documents == 2)
    let runs = Self.runs("a b c d e f g", 6)
    #expect(try Self.found(runs, in: index).isEmpty)
  }
}
