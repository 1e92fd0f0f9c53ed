/// Whether the sources bear out what the truth file says about them.
struct Soundness {
  let sources: Sources
  let shards: [Shard]

  /// Throws at the first promise that is broken.
  func verify() throws {
    try verifyArticles()
    try verifyAddresses()
    try verifyDistinctness()
    try verifyItems()
  }

  /// Articles must pass C4's line rules and Gopher's length, or their loss would be nobody's plant.
  private func verifyArticles() throws {
    for page in sources.articles {
      for line in page.lines {
        let words = line.split(separator: " ").count
        guard words >= 5, let last = line.last, ".?!\"".contains(last), !line.hasSuffix("...")
        else {
          throw SampleError("\(page.url): a line is not prose: \(line.suffix(60))")
        }
        guard !line.contains("{"), !line.lowercased().contains("javascript") else {
          throw SampleError("\(page.url): a line would be dropped by C4's rules: \(line)")
        }
      }
      let words = Words.normalized(page.text).count
      guard words >= 90, words <= 400 else {
        throw SampleError("\(page.url): \(words) words; expected 90 to 400")
      }
    }
  }

  private func verifyAddresses() throws {
    let addresses = shards.flatMap(\.records).compactMap(\.url)
    guard Set(addresses).count == addresses.count else {
      throw SampleError("an address occurs twice; give every page its own")
    }
  }

  /// No two articles may look alike, or near duplicates would be found where none is planted.
  private func verifyDistinctness() throws {
    var owner: [[String]: Int] = [:]
    var shared: [[Int]: Int] = [:]
    for (index, page) in sources.articles.enumerated() {
      for shingle in Words.shingles(of: page.text, length: 5) {
        guard let other = owner.updateValue(index, forKey: shingle) else { continue }
        shared[[other, index], default: 0] += 1
      }
    }
    let worst = shared.max { ($0.value, $0.key[0], $0.key[1]) < ($1.value, $1.key[0], $1.key[1]) }
    if let (pair, count) = worst, count > 5 {
      throw SampleError(
        "\(sources.articles[pair[0]].url) and \(sources.articles[pair[1]].url) share \(count) "
          + "five-word shingles; rewrite one of them")
    }
  }

  /// Planted items need room on both sides; no article may hold eight words of an item by chance.
  private func verifyItems() throws {
    var itemByShingle: [[String]: BenchmarkItem] = [:]
    for item in sources.items {
      for shingle in Words.shingles(of: item.text, length: 8) { itemByShingle[shingle] = item }
    }
    for page in sources.articles {
      for shingle in Words.shingles(of: page.text, length: 8) {
        guard let item = itemByShingle[shingle] else { continue }
        throw SampleError(
          "\(page.url) holds words of \(item.benchmark):\(item.number): "
            + shingle.joined(separator: " "))
      }
    }
    for plant in shards.flatMap(\.records).flatMap(\.plants) {
      guard let sides = plant.surroundings else { continue }
      guard min(sides.before, sides.after) > 200 else {
        throw SampleError("a benchmark item has fewer than 200 characters on one side")
      }
    }
  }
}
