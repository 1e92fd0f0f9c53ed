/// A place between two paragraphs of an article where a benchmark item can be planted.
struct ItemHost {
  /// Characters wanted on each side: the 200 that GPT-3's method cuts, the 200 that a piece must
  /// keep, and some to spare.
  static let minimumSurroundings = 450

  private let page: Page
  private let line: Int
  private let before: Int
  private let after: Int

  /// Fails when no paragraph boundary has enough text on both sides.
  init?(page: Page) {
    let lengths = page.lines.map { $0.unicodeScalars.count + 1 }
    let total = lengths.reduce(0, +)
    var before = 0
    for (line, length) in lengths.enumerated() {
      if before >= Self.minimumSurroundings, total - before >= Self.minimumSurroundings {
        self.page = page
        self.line = line
        self.before = before
        after = total - before
        return
      }
      before += length
    }
    return nil
  }

  func draft(holding item: BenchmarkItem) -> Draft {
    var page = page
    page.lines.insert(item.line, at: line)
    let plant = Plant(
      kind: "benchmark-item", fate: .split, stages: ["decontaminate"], item: item,
      surroundings: (before, after))
    return Draft(page: page, plants: [plant], takesChrome: false)
  }
}
