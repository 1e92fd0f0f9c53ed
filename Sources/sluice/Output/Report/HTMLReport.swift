import Pipelines

/// The report of a run as a page that needs nothing else: no script, no font, no network.
///
/// It tells no times, so the same run gives the same bytes.
struct HTMLReport {
  let run: RunReport
  let stages: [DeduplicationReport]

  /// The page as UTF-8.
  var bytes: [UInt8] {
    var html = HTMLBuilder()
    html.element("html", [("lang", "en")]) { html in
      html.line()
      Self.head("\(run.name): what the run did", &html)
      html.element("body") { html in
        html.line()
        html.element("header") { introduction(&$0) }
        html.line()
        html.element("main") { html in
          funnel(&html)
          for stage in stages { HTMLDeduplication(report: stage).write(to: &html) }
          phases(&html)
        }
      }
    }
    return Array(("<!DOCTYPE html>\n" + html.markup + "\n").utf8)
  }

  /// The head of a page of ours: its title and how it looks.
  static func head(_ title: String, _ html: inout HTMLBuilder) {
    html.element("head") { html in
      html.raw(
        """
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">

        """)
      html.element("title", title)
      html.raw("\n<style>\n")
      html.raw(HTMLStyle.sheet)
      html.raw("\n</style>")
    }
    html.line()
  }

  private func introduction(_ html: inout HTMLBuilder) {
    html.element("h1", run.name)
    html.element("p", [("class", "soft")]) { html in
      html.text(
        "sluice \(run.sluice) · \(Numbers.grouped(run.inputs.shards)) shards, "
          + "\(Numbers.bytes(run.inputs.bytes)) · run ")
      html.element("code", run.fingerprint)
    }
    html.element("nav") { html in
      html.element("ul") { html in
        func entry(_ id: String, _ title: String) {
          html.element("li") { $0.element("a", [("href", "#" + id)], title) }
        }
        if !run.sources.isEmpty { entry("funnel", "Documents left after each stage") }
        for stage in stages { entry(stage.stage, stage.stage) }
        if !laterPhases.isEmpty { entry("phases", "After the documents") }
      }
    }
  }

  private func funnel(_ html: inout HTMLBuilder) {
    guard !run.sources.isEmpty else { return }
    let text = TextReport(report: run)
    html.element("h2", [("id", "funnel")], "Documents left after each stage")
    html.line()
    html.table(text.funnel.first ?? [], Array(text.funnel.dropFirst()))
    html.element("p", [("class", "soft")], "In brackets: − dropped, ~ edited documents.")
    for (title, header, rows) in [
      ("Why documents were dropped (most frequent rules)", ["rule", "documents"], text.ruleRows),
      (
        "Records that could not be used, kept in dropped/read", ["source", "problem", "records"],
        text.damageRows
      ),
    ] where !rows.isEmpty {
      html.element("h3", title)
      html.table(header, rows)
    }
  }

  private var laterPhases: [String] { PhaseText(phases: run.phases).lines }

  private func phases(_ html: inout HTMLBuilder) {
    guard !laterPhases.isEmpty else { return }
    html.element("h2", [("id", "phases")], "After the documents")
    html.element("pre", laterPhases.drop { $0.isEmpty }.joined(separator: "\n"))
    html.line()
  }
}
