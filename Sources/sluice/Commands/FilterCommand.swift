import ArgumentParser
import Contamination
import Pipelines
import Shards
import Text

/// `sluice filter`: document stages on shards, with verdicts or survivors on standard output.
struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Runs document stages over shards and prints verdicts or survivors.",
    discussion: """
      With --verdicts: one JSON line a document, {"id","source","stage","rule","kept","value",\
      "threshold"}. Without: the surviving records, unchanged but for their text.

      EXAMPLES
        sluice filter samples/web --stages c4-clean,gopher-quality --verdicts
        sluice filter samples/web/web-00000.json.gz --stages gopher-repetition
      """)

  @OptionGroup var input: InputOptions

  @Option(
    help: "Stages, separated by commas; settings by --set.",
    transform: { $0.split(separator: ",").map(String.init) })
  var stages: [String]

  @Option(
    name: .customLong("set"), help: "Override a setting: stage.setting=value. May be repeated.")
  var overrides: [String] = []

  @Flag(help: "Print a verdict for every document instead of the survivors.")
  var verdicts = false

  /// Bytes of verdicts held back before they are written.
  private static let bufferCapacity = 1 << 16

  private struct VerdictLine {
    var id: String
    var source: String
    var drop: (stage: String, reason: DropReason)?

    /// Appends one JSON object with sorted keys, without the cost of a general encoder.
    func append(to line: inout [UInt8]) {
      line.append(contentsOf: #"{"id":"#.utf8)
      JSONString.append(id, to: &line)
      line.append(contentsOf: #","kept":\#(drop == nil)"#.utf8)
      if let rule = drop?.reason.rule {
        line.append(contentsOf: #","rule":"#.utf8)
        JSONString.append(rule, to: &line)
      }
      line.append(contentsOf: #","source":"#.utf8)
      JSONString.append(source, to: &line)
      if let drop {
        line.append(contentsOf: #","stage":"#.utf8)
        JSONString.append(drop.stage, to: &line)
      }
      for (name, number) in [("threshold", drop?.reason.threshold), ("value", drop?.reason.value)] {
        guard let number else { continue }
        line.append(contentsOf: ",\"\(name)\":".utf8)
        JSONNumber.append(number, to: &line)
      }
      line.append(contentsOf: "}\n".utf8)
    }
  }

  func run() throws {
    let shards = try input.shards()
    let instances = try SingleStages.instances(stages, overrides: overrides)
    if let corpus = instances.first(where: { $0.corpusFlow != nil }) {
      throw CommandError(
        "'\(corpus.label)' must see the whole corpus; use it in a pipeline file", status: .usage)
    }
    var chain = try StageChain(
      instances, context: StageContext(seed: 1, side: FileSideInputs(), inputs: shards))
    var skipped = 0
    var output: [UInt8] = []
    func flush() {
      Terminal.write(output)
      output.removeAll(keepingCapacity: true)
    }
    defer { flush() }
    for shard in shards {
      let survivors = verdicts ? nil : StandardOutputSink(shard, textField: input.textField)
      skipped += try InputOptions.forEachDocument(of: shard, textField: input.textField) {
        document in
        let drop = try chain.drop(&document)
        if let survivors {
          if drop == nil { try survivors.append(document) }
          return
        }
        VerdictLine(id: document.reportedIdentity(in: shard), source: shard.source, drop: drop)
          .append(to: &output)
        if output.count > Self.bufferCapacity { flush() }
      }
    }
    if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
  }
}

/// Writes surviving records to standard output.
private struct StandardOutputSink {
  private let splicer: RecordSplicer
  private let shard: InputShard

  init(_ shard: InputShard, textField: String) {
    self.shard = shard
    splicer = RecordSplicer(textField: textField)
  }

  func append(_ document: Document) throws {
    var line: [UInt8] = []
    splicer.append(document, identity: shard.printedIdentity(record: document.id.record), to: &line)
    Terminal.write(line)
  }
}
