import ArgumentParser
import Pipelines
import Shards
import Tokens

/// `sluice why`: the life of one document.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Tells what happened to a document, or where a token came from.",
    discussion: """
      DOCUMENT is source/shard:record, as reports print it, or the record's own id. With --token, the \
      document is the one that holds this token of the training set (counted from 0 over its shards).

      EXAMPLES
        sluice why runs/quickstart web/web-00000:3
        sluice why runs/quickstart --token 12345
      """)

  @Argument(help: ArgumentHelp("The run folder.", valueName: "run"), completion: .directory)
  var path: String

  @Argument(help: "The document.")
  var document: String?

  @Option(help: "A token of the training set, from 0.")
  var token: Int?

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard (document == nil) != (token == nil) else {
      throw ValidationError("name a document, or a token by --token")
    }
  }

  func run() throws {
    let folder = try PipelineLoader.runFolder(path)
    let provenance = try Provenance(compiled: PipelineLoader.load(run: folder), run: folder)
    let life: DocumentLife
    if let token {
      life = try provenance.life(ofToken: token)
    } else {
      life = try provenance.life(of: try provenance.find(document ?? ""))
    }
    if json {
      try Terminal.json(life)
    } else {
      for line in life.lines { Terminal.line(line) }
    }
  }
}
