import Contamination

/// A dirty item on the page: its text beside the stretches of documents that hold it, both marked.
struct HTMLContaminatedItem {
  let set: BenchmarkSet
  let item: ContaminationReport.Item

  /// Matches that are shown.
  private static let shownMatches = 5
  /// Unicode scalars of an item that are shown.
  private static let shownScalars = 4_000

  func write(to html: inout HTMLBuilder) {
    html.element("div", [("class", "pair")]) { html in
      html.element("p") { html in
        html.element("strong", "Item \(item.index + 1)")
        let id = set.origins.indices.contains(item.index) ? set.origins[item.index].identifier : nil
        html.text(
          (id.map { " (\($0))" } ?? "") + " · score \(Numbers.fixed(item.score, 3)) · "
            + "\(Numbers.grouped(item.matchCount)) \(item.matchCount == 1 ? "match" : "matches")")
      }
      html.element("div", [("class", "row")]) { html in
        html.element("div") { marked(&$0) }
        html.element("div") { html in
          for match in item.matches.prefix(Self.shownMatches) { found(match, &html) }
        }
      }
    }
    html.line()
  }

  private func found(_ match: ContaminationReport.Match, _ html: inout HTMLBuilder) {
    html.element("p") { html in
      html.element("code", SafeText.line(match.document))
      html.element("span", [("class", "soft")], " from character \(Numbers.grouped(match.offset))")
      html.text("\n… " + match.before)
      html.element("mark", match.text)
      let isWhole = match.text.unicodeScalars.count == match.length
      html.text(isWhole ? match.after + " …" : " … \(Numbers.grouped(match.length)) characters")
    }
  }

  /// The item's text with every stretch marked that a match holds.
  private func marked(_ html: inout HTMLBuilder) {
    let scalars = Array(set.items[item.index].text.unicodeScalars.prefix(Self.shownScalars))
    func text(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(scalars[range]))
    }
    var position = 0
    let ranges = item.matches.map { $0.itemOffset..<$0.itemOffset + $0.itemLength }
    for range in ranges.sorted(by: {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }) {
      let start = min(max(position, range.lowerBound), scalars.count)
      let end = min(max(start, range.upperBound), scalars.count)
      guard start < end else { continue }
      html.text(text(position..<start))
      html.element("mark", text(start..<end))
      position = end
    }
    html.text(text(position..<scalars.count))
  }
}
