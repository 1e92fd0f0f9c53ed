/// The section of the report's page about one deduplication stage.
struct HTMLDeduplication {
  let report: DeduplicationReport

  func write(to html: inout HTMLBuilder) {
    html.line()
    html.element("section") { html in
      html.element("h2", [("id", report.stage)], report.stage)
      html.element("p", DeduplicationText(report: report).headline + ".")
      sources(&html)
      counters(&html)
      clusters(&html)
      matrix(&html)
      precision(&html)
      examples(&html)
      if report.clusters != nil, report.examples == nil {
        html.element(
          "p", [("class", "soft")],
          "'sluice report RUN --html' adds excerpts, examples and an exact check of near duplicates."
        )
      }
    }
    html.line()
  }

  private func sources(_ html: inout HTMLBuilder) {
    html.element("h3", "Dropped of each source")
    let rows = DeduplicationText(report: report).sourceRows
    html.table(rows[0], Array(rows.dropFirst()))
  }

  private func counters(_ html: inout HTMLBuilder) {
    let shown = report.counters.filter { !$0.key.hasPrefix("clusterSize/") }
      .sorted { $0.key < $1.key }
    guard !shown.isEmpty else { return }
    html.element("details") { html in
      html.element("summary", "Counters of the stage")
      html.table(["counter", "value"], shown.map { [$0.key, Numbers.grouped($0.value)] })
    }
  }

  private func clusters(_ html: inout HTMLBuilder) {
    guard let clusters = report.clusters, clusters.count > 0 else { return }
    html.element("h3", "Clusters by size")
    html.bars(
      ("documents", "clusters"), clusters.sizes.map { (label: $0.label, count: $0.clusters) })
    guard !clusters.largest.isEmpty else { return }
    html.element("h3", "Largest clusters")
    for cluster in clusters.largest {
      html.element("div", [("class", "cluster")]) { html in
        html.element("p") { html in
          html.element("strong", "\(Numbers.grouped(cluster.size)) documents")
          let origins = cluster.sources.map { "\($0.source) \(Numbers.grouped($0.dropped))" }
          html.text(", dropped of \(origins.joined(separator: ", "))")
        }
        html.element("dl") { html in
          member(cluster.survivor, "kept", &html)
          for dropped in cluster.members { member(dropped, "dropped", &html) }
        }
      }
      html.line()
    }
  }

  private func member(
    _ member: ClusterReport.Member, _ fate: String, _ html: inout HTMLBuilder
  ) {
    html.element("dt") { html in
      html.text(fate + " ")
      html.element("code", member.document)
    }
    guard let excerpt = member.excerpt else { return }
    html.element("dd", [("dir", "auto")], excerpt)
  }

  private func matrix(_ html: inout HTMLBuilder) {
    guard let cells = report.matrix, !cells.isEmpty else { return }
    let matrix = SourceMatrix(cells)
    html.element("h3", "Dropped documents by their source (rows) and the survivor's (columns)")
    html.table(
      ["dropped of ∖ for one of"] + matrix.columns,
      matrix.rows.map { row in
        [row]
          + matrix.columns.map { matrix.documents(row, $0).map(Numbers.grouped) ?? "–" }
      })
  }

  private func precision(_ html: inout HTMLBuilder) {
    guard let precision = report.precision else { return }
    html.element("h3", "Are they duplicates?")
    html.element("ul") { html in
      for sentence in PrecisionText(precision).sentences { html.element("li", sentence) }
    }
    guard let steps = precision.error?.histogram, !steps.isEmpty else { return }
    html.element("h3", "Measured less exact")
    html.bars(
      ("from", "pairs"), steps.map { (label: Numbers.fixed($0.from, 4), count: $0.pairs) })
  }

  private func examples(_ html: inout HTMLBuilder) {
    guard let examples = report.examples, !examples.isEmpty else { return }
    html.element("h3", "Dropped documents (left or above) beside their survivors")
    for pair in examples {
      html.element("div", [("class", "pair")]) { html in
        html.element("p") { html in
          html.element("code", pair.dropped)
          html.text(" \(pair.measure) ")
          html.element("code", pair.survivor)
          if pair.isSurvivorEdited == true { html.text(" (a later stage edited the survivor)") }
        }
        for row in pair.rows { write(row, to: &html) }
      }
      html.line()
    }
  }

  private func write(_ row: ExamplePair.Row, to html: inout HTMLBuilder) {
    html.line()
    guard let dropped = row.dropped, let survivor = row.survivor else {
      html.element("div", [("class", "gap")], "…")
      return
    }
    html.element("div", [("class", "row " + row.kind)]) { html in
      for (text, mark) in [(dropped, "del"), (survivor, "ins")] {
        html.element("div", [("dir", "auto")]) { html in
          if row.kind == "different", !text.isEmpty {
            html.element(mark, text)
          } else {
            html.text(text)
          }
        }
      }
    }
  }
}
