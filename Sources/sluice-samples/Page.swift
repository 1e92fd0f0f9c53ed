/// A page as it is written in `samples/source`: an address, a kind and its lines.
struct Page: Sendable {
  var url: String
  /// What a planted page is there to show; nil for an article.
  var kind: String?
  /// One paragraph each, without line ends.
  var lines: [String]

  /// The lines joined as they appear in a record.
  var text: String { lines.joined(separator: "\n") }

  /// Reads a file of pages, each opened by a `# url:` line and perhaps a `# kind:` line.
  ///
  /// Throws `SampleError` when text stands before the first address or a page is empty.
  static func parse(_ contents: String, file: String) throws -> [Page] {
    var pages: [Page] = []
    for (offset, line) in contents.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if let url = line.value(after: "# url: ") {
        pages.append(Page(url: url, lines: []))
        continue
      }
      if line.isEmpty { continue }
      guard !pages.isEmpty else {
        throw SampleError(
          "\(file):\(offset + 1): found text before any address; start each page with '# url: '")
      }
      if let kind = line.value(after: "# kind: ") {
        pages[pages.count - 1].kind = kind
      } else {
        pages[pages.count - 1].lines.append(String(line))
      }
    }
    for page in pages where page.lines.isEmpty {
      throw SampleError("\(file): page \(page.url) has no text; write some or remove its address")
    }
    return pages
  }
}

extension Substring {
  fileprivate func value(after prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
