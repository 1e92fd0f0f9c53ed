import Contamination

/// A contamination check as a page that needs nothing else: no script, no font, no network.
///
/// It tells no times, so the same check gives the same bytes.
struct HTMLContamination {
  let audit: ContaminationAudit
  let sets: [BenchmarkSet]

  /// Dirty items of a set that are shown; the others are in report.json.
  private static let shownItems = 200

  private var text: ContaminationText { ContaminationText(audit: audit) }

  /// The page as UTF-8.
  var bytes: [UInt8] {
    var html = HTMLBuilder()
    html.element("html", [("lang", "en")]) { html in
      html.line()
      HTMLReport.head("Contamination check", &html)
      html.element("body") { html in
        html.element("header") { introduction(&$0) }
        html.element("main") { html in
          overview(&html)
          recall(&html)
          scores(&html)
          overlaps(&html)
          ignored(&html)
          for (position, set) in sets.enumerated() { items(of: set, position, &html) }
          fingerprint(&html)
        }
      }
    }
    return Array(("<!DOCTYPE html>\n" + html.markup + "\n").utf8)
  }

  private func introduction(_ html: inout HTMLBuilder) {
    html.element("h1", "Contamination check")
    html.element("p", text.headline)
    html.element("p", [("class", "soft")]) { html in
      html.text("sluice \(audit.fingerprint.sluice) · check ")
      html.element("code", audit.fingerprint.digest)
    }
  }

  private func overview(_ html: inout HTMLBuilder) {
    html.element("h2", "Evaluation sets")
    table(text.sets, &html)
    html.element("h3", "Dirty items by strictness")
    html.element(
      "p", [("class", "soft")],
      "method: the method's own rule · any: any overlap · a number: a score of at least that.")
    table(text.levels, &html)
    if !text.notes.isEmpty {
      html.element("h3", "About the sets")
      html.element("ul") { html in for note in text.notes { html.element("li", note) } }
    }
  }

  private func recall(_ html: inout HTMLBuilder) {
    guard let recall = audit.recall else { return }
    html.element("h2", "Proof of recall")
    html.element(
      "p",
      "Items of the sets were put into copies of \(recall.hosts) documents of the corpus and looked for "
        + "by the same search. Shuffled items are no items: what is found of them is found wrongly."
    )
    table(text.recallBySet, &html)
    table(text.recallByLength, &html)
  }

  private func scores(_ html: inout HTMLBuilder) {
    guard audit.scores != nil else { return }
    html.element("h2", "Scores of dirty and clean items")
    html.element(
      "p", [("class", "soft")], "In brackets: 95 % intervals by bootstrap over the items.")
    table(text.scores, &html)
    html.element("h3", "Classes of LLaMA-2")
    table(text.classes, &html)
  }

  private func overlaps(_ html: inout HTMLBuilder) {
    guard !audit.overlaps.isEmpty else { return }
    html.element("h2", "Overlap between the sets")
    table(text.overlaps, &html)
    html.element("details") { html in
      html.element("summary", "Pairs of items")
      html.table(
        ["set", "item", "stands in", "item", "text"],
        audit.overlaps.flatMap { overlap in
          overlap.pairs.map {
            [
              overlap.benchmark, "\($0.item + 1)", overlap.corpus, "\($0.found + 1)",
              String($0.text.prefix(120)),
            ]
          }
        })
    }
  }

  private func ignored(_ html: inout HTMLBuilder) {
    guard audit.ignored.count > 0, let limit = audit.ignored.maximumDocuments else { return }
    html.element("h2", "Frequent n-grams that were ignored")
    html.element(
      "p",
      "\(Numbers.grouped(audit.ignored.count)) stand in more than \(limit) documents; the most frequent:"
    )
    html.table(
      ["n-gram", "documents"],
      audit.ignored.first.map { [$0.text, Numbers.grouped($0.documents)] })
  }

  private func items(of set: BenchmarkSet, _ position: Int, _ html: inout HTMLBuilder) {
    let dirty = audit.report.benchmarks[position].items.filter { $0.verdict == .dirty }
    guard !dirty.isEmpty else { return }
    html.element("h2", "Dirty items of \(set.name)")
    html.line()
    for item in dirty.prefix(Self.shownItems) {
      HTMLContaminatedItem(set: set, item: item).write(to: &html)
    }
    if dirty.count > Self.shownItems {
      html.element(
        "p", [("class", "soft")],
        "\(Numbers.grouped(dirty.count - Self.shownItems)) more are in report.json.")
    }
  }

  private func fingerprint(_ html: inout HTMLBuilder) {
    let fingerprint = audit.fingerprint
    html.element("h2", "What this rests on")
    html.element(
      "p",
      "Method \(fingerprint.method) over \(fingerprint.units), seed \(fingerprint.seed); its settings "
        + "are in report.json.")
    for (title, files) in [
      ("Evaluation sets", fingerprint.benchmarks), ("Corpus", fingerprint.corpus),
    ] {
      html.element("details") { html in
        html.element("summary", "\(title): \(Numbers.grouped(files.count)) files")
        html.table(
          ["file", "bytes", "hash"],
          files.map { [$0.path, $0.bytes.map(Numbers.grouped) ?? "", $0.hash] })
      }
    }
  }

  private func table(_ rows: [[String]], _ html: inout HTMLBuilder) {
    html.table(rows.first ?? [], Array(rows.dropFirst()))
  }
}
