/// Everything that people wrote: articles, pages to plant, chrome lines and benchmark items.
struct Sources: Sendable {
  let articles: [Page]
  let pages: [Page]
  let boilerplate: [Page]
  let items: [BenchmarkItem]

  /// Reads `source` and `benchmarks` below `folder`, the folder `samples` of the repository.
  init(in folder: String) throws {
    let articleFolder = "\(folder)/source/articles"
    articles = try Files.names(in: articleFolder, suffix: ".txt").flatMap { name in
      try Page.parse(try Files.readText("\(articleFolder)/\(name)"), file: name)
    }
    pages = try Page.parse(try Files.readText("\(folder)/source/pages.txt"), file: "pages.txt")
    boilerplate = try Page.parse(
      try Files.readText("\(folder)/source/boilerplate.txt"), file: "boilerplate.txt")
    items = try BenchmarkItem.load(from: "\(folder)/benchmarks")
  }

  /// Chrome lines of one kind; throws when `boilerplate.txt` has none.
  func chrome(_ kind: String) throws -> [String] {
    guard let page = boilerplate.first(where: { $0.kind == kind }) else {
      throw SampleError("boilerplate.txt: no page of kind '\(kind)'; add one")
    }
    return page.lines
  }
}
