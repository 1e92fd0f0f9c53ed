/// Gives every article a role and plants what goes with it.
struct Planting {
  /// How much of each thing is planted.
  enum Amount {
    static let benchmarkItems = 15
    static let nearDuplicates = 18
    static let distantCopies = 5
    static let exactDuplicates = 10
    static let unknownFields = 5
    static let cutOffRecords = 10
  }

  /// Pages for the body of the shards, in no particular order yet.
  private(set) var body: [Draft] = []
  /// Articles without any other role, for the member that is cut.
  private(set) var tail: [Draft] = []

  private var random: SplitMix64
  private var unused: [Page]

  init(_ sources: Sources, seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    unused = random.shuffled(sources.articles)
    try plantItems(sources.items)
    try plantCopies(
      Amount.nearDuplicates, similarity: 0.85...0.95,
      plant: Plant(
        kind: "near-duplicate", fate: .oneOfTwinsKept, stages: ["deduplicate minhash"]))
    try plantCopies(
      Amount.distantCopies, similarity: 0.57...0.62,
      plant: Plant(kind: "distant-copy", fate: .kept))
    plantExactDuplicates(notice: try sources.chrome("cookie-notice")[0])
    plantUnknownFields()
    tail = takeUnused(Amount.cutOffRecords).map { Draft(page: $0) }
    body += unused.map { Draft(page: $0, takesRepeatedLines: true) }
    body += try sources.pages.map { try PlantedPage.draft($0) }
    try addChrome(from: sources)
  }

  private mutating func takeUnused(_ count: Int) -> [Page] {
    defer { unused.removeFirst(min(count, unused.count)) }
    return Array(unused.prefix(count))
  }

  /// Puts items of every benchmark in turn between two paragraphs of articles that are long enough.
  private mutating func plantItems(_ items: [BenchmarkItem]) throws {
    let long = random.shuffled(items.filter { Words.normalized($0.text).count >= 14 })
    let byBenchmark = Dictionary(grouping: long, by: \.benchmark).sorted { $0.key < $1.key }
    for number in 0..<Amount.benchmarkItems {
      let benchmark = byBenchmark[number % byBenchmark.count].value
      guard let host = unused.firstIndex(where: { ItemHost(page: $0) != nil }),
        let place = ItemHost(page: unused[host])
      else { throw SampleError("articles: too few are long enough to hold a benchmark item") }
      unused.remove(at: host)
      body.append(place.draft(holding: benchmark[number / byBenchmark.count]))
    }
  }

  private mutating func plantCopies(
    _ count: Int, similarity: ClosedRange<Double>, plant: Plant
  ) throws {
    var planted = 0
    var index = 0
    while planted < count {
      guard index < unused.count else {
        throw SampleError("articles: only \(planted) of \(count) copies at \(similarity) found")
      }
      let page = unused[index]
      guard let copy = Rewording.copy(of: page.lines, similarity: similarity, using: &random) else {
        index += 1
        continue
      }
      unused.remove(at: index)
      let twin = Page(url: mirrored(page.url), lines: copy.lines)
      body += [(page, twin), (twin, page)].map { here, there in
        var plant = plant
        plant.twin = there.url
        plant.similarity = (copy.similarity * 1000).rounded() / 1000
        return Draft(page: here, plants: [plant])
      }
      planted += 1
    }
  }

  /// Verbatim copies under another address; every third differs by a line that cleaning removes.
  private mutating func plantExactDuplicates(notice: String) {
    for (number, page) in takeUnused(Amount.exactDuplicates).enumerated() {
      let afterCleaning = number % 3 == 2
      var twin = page
      twin.url = mirrored(page.url)
      if afterCleaning { twin.lines.insert(notice, at: 0) }
      body += [(page, twin), (twin, page)].map { here, there in
        let plant = Plant(
          kind: afterCleaning ? "exact-duplicate-after-cleaning" : "exact-duplicate",
          fate: .oneOfTwinsKept,
          stages: ["deduplicate exact", "deduplicate c4-line", "deduplicate minhash"],
          twin: there.url, similarity: 1)
        return Draft(page: here, plants: [plant], takesChrome: false)
      }
    }
  }

  /// Fields that no stage knows, spelled so that decoding and encoding would change their bytes.
  private mutating func plantUnknownFields() {
    for (number, page) in takeUnused(Amount.unknownFields).enumerated() {
      body.append(
        Draft(
          page: page, plants: [Plant(kind: "unknown-fields", fate: .kept)],
          extraFields: #","score":1.50e\#(number),"tags":[ "caf\u00e9", {"deep": 2.0} ],"x":null"#))
    }
  }

  private mutating func addChrome(from sources: Sources) throws {
    let chrome = try Chrome(sources)
    for index in body.indices where body[index].takesChrome {
      chrome.add(to: &body[index], using: &random)
    }
  }

  private func mirrored(_ url: String) -> String {
    url.replacing("https://", with: "https://mirror.example.org/copy/", maxReplacements: 1)
  }
}
