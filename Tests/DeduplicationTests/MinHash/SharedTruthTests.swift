import Deduplication
import Pipelines
import Shards
import TestSupport
import Testing

/// Real documents with known duplicates.
@Suite(.enabled(if: SharedData.isAvailable)) struct SharedTruthTests {
  private func run(
    _ texts: [(id: String, text: String)], _ settings: MinHashSettings = MinHashSettings()
  ) throws -> StageHarness.Outcome {
    try StageHarness.run(
      MinHashDeduplication.self, settings, on: [.init(name: "shared", texts: texts.map(\.text))],
      partitions: 4)
  }

  @Test("of each plagiarised pair one article is dropped, and nothing else")
  func plagiarisedArticles() throws {
    let texts = try SharedShards.read("dedup/plagiarised-articles.jsonl.zst")
    let outcome = try run(texts)
    let found = outcome.dropped.compactMap { entry in
      entry.reason.twin.map { twin in
        Set(
          [texts[entry.document.id.record].id, texts[twin.record].id].map {
            $0.filter { $0 != "\"" }
          })
      }
    }
    let file = TemporaryFolder.bytes(
      ofFile: SharedData.path("dedup/plagiarised-articles.pairs.tsv"))
    let truth = String(decoding: file, as: UTF8.self).split(separator: "\n").map { line in
      Set(line.split(separator: "\t").map(String.init))
    }
    #expect(truth.count == 10)
    #expect(found.count == truth.count)
    #expect(Set(found) == Set(truth))
  }

  @Test("of the editions of a book one survives, and shared licence text joins no two books")
  func bookEditions() throws {
    let texts = try SharedShards.read("dedup/book-editions.jsonl.zst")
    // In file order: four editions of one book, three of the next, two of the last.
    let groups = [0, 0, 0, 0, 1, 1, 1, 2, 2]
    let outcome = try run(texts)
    #expect(outcome.kept.map { groups[$0.id.record] } == [0, 1, 2])
    for entry in outcome.dropped {
      #expect(groups[entry.document.id.record] == entry.reason.twin.map { groups[$0.record] })
      let twin = try #require(entry.reason.twin)
      let truth = TestTexts.jaccard(
        TestTexts.shingles(texts[entry.document.id.record].text),
        TestTexts.shingles(texts[twin.record].text))
      #expect(abs((entry.reason.value ?? 0) - truth) < 0.015)
    }
  }

  @Test("editions of a book are found by containment alone")
  func containedEditions() throws {
    let texts = try SharedShards.read("dedup/book-editions.jsonl.zst")
    let groups = [0, 0, 0, 0, 1, 1, 1, 2, 2]
    var settings = MinHashSettings()
    // No pair is as similar as that; licence and front matter make up the rest.
    settings.minimumSimilarity = 1
    settings.minimumContainment = 0.75
    let outcome = try run(texts, settings)
    #expect(outcome.kept.map { groups[$0.id.record] }.sorted() == [0, 1, 2])
    for entry in outcome.dropped {
      #expect(entry.reason.rule == "contained")
      #expect(groups[entry.document.id.record] == entry.reason.twin.map { groups[$0.record] })
      let twin = try #require(entry.reason.twin)
      let part = TestTexts.shingles(texts[entry.document.id.record].text)
      let common = part.intersection(TestTexts.shingles(texts[twin.record].text)).count
      #expect(abs((entry.reason.value ?? 0) - Double(common) / Double(part.count)) < 0.03)
    }
  }

  @Test("unrelated books are all kept under every preset", arguments: MinHashPreset.allCases)
  func unrelatedBooks(preset: MinHashPreset) throws {
    let names = [
      "11563-morning-bells", "12200-delsarte-system-of-oratory", "1342-pride-and-prejudice",
      "14263-katrine", "15122-the-little-colonel-s-hero", "15141-beethoven", "16215-jack-sheppard",
      "16595-charles-dickens-and-music", "17474-how-to-listen-to-music-7th-ed",
      "17645-arbor-day-leaves", "20171-gov-bob-taylor-s-tales", "21937-modern-icelandic-plays",
      "2701-moby-dick-or-the-whale", "3261-news-from-nowhere", "44157-entre-nous",
      "52834-guernsey-folk-lore",
    ]
    var settings = preset.settings
    // Of the plain words of a book most are in a longer one.
    settings.minimumContainment =
      settings.verify == .jaccard && settings.shingleSize > 1 ? 0.5 : nil
    let texts = try names.flatMap { try SharedShards.read("books/\($0).txt.zst", format: .book) }
    let outcome = try run(texts, settings)
    #expect(texts.count == 16)
    #expect(outcome.kept.count == 16)
  }

  /// The truth counts words of ASCII letters and digits only, so similarities differ a little.
  @Test("the exact pairs of a blog agree with what is dropped and what is kept")
  func exactPairs() throws {
    let texts = try SharedShards.read("web/rust-blog.jsonl.zst")
    var truth: [Set<Int>: Double] = [:]
    for line in try SharedShards.lines("dedup/jaccard-pairs.tsv.zst") {
      let fields = line.split(separator: "\t")
      guard fields.count == 4, fields[0] == "web/rust-blog.jsonl.zst", let one = Int(fields[1]),
        let other = Int(fields[2])
      else { continue }
      truth[[one, other]] = Double(fields[3])
    }
    let outcome = try run(texts)
    #expect(!outcome.dropped.isEmpty)
    for entry in outcome.dropped {
      let twin = try #require(entry.reason.twin)
      let exact = truth[[entry.document.id.record, twin.record]] ?? 0
      #expect(abs((entry.reason.value ?? 0) - exact) < 0.02)
    }
    let kept = Set(outcome.kept.map(\.id.record))
    #expect(truth.filter { $0.value >= 0.9 && $0.key.isSubset(of: kept) }.isEmpty)
  }
}
