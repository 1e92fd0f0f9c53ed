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
      "threshold"}; what a document does not have is null. Without: the surviving records, unchanged \
      but for their text.

      EXAMPLES
        sluice filter samples/web --stages c4-clean,gopher-quality --verdicts
        sluice filter samples/web/web-00000.json.gz --stages gopher-repetition
      """)

  @OptionGroup var input: InputOptions

  @Option(
    help: "Stages, separated by commas; settings by --set.",
    transform: { text in
      let names = text.split(separator: ",").map(String.init)
      guard !names.isEmpty else {
        throw ValidationError("expected names of stages, such as c4-clean,gopher-quality")
      }
      return names
    })
  var stages: [String]

  @Option(
    name: .customLong("set"), help: "Override a setting: stage.setting=value. May be repeated.")
  var overrides: [String] = []

  @Flag(help: "Print a verdict for every document instead of the survivors.")
  var verdicts = false

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
    var output = OutputBuffer()
    defer { output.flush() }
    for shard in shards {
      let splicer = RecordSplicer(textField: input.textField)
      let problems = try InputOptions.forEachDocument(
        of: shard, reading: ReadingSettings(textField: input.textField)
      ) { document in
        let drop = try chain.drop(&document)
        if verdicts {
          Verdict(id: document.reportedIdentity(in: shard), source: shard.source, drop: drop)
            .append(to: &output.bytes)
        } else if drop == nil {
          splicer.append(
            document, identity: shard.printedIdentity(record: document.id.record),
            to: &output.bytes)
        }
        output.flushIfFull()
      }
      problems.report()
      skipped += problems.count
    }
    if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
  }
}

/// What happened to one document.
private struct Verdict {
  var id: String
  var source: String
  var drop: (stage: String, reason: DropReason)?

  /// Appends one JSON object with sorted keys, all of them, as a line.
  ///
  /// A general encoder would take longer than the filters.
  func append(to line: inout [UInt8]) {
    func key(_ name: String) {
      line.append(contentsOf: ",\"\(name)\":".utf8)
    }
    func add(_ name: String, _ text: String?) {
      key(name)
      if let text {
        JSONString.append(text, to: &line)
      } else {
        line.append(contentsOf: "null".utf8)
      }
    }
    func add(_ name: String, _ number: Double?) {
      key(name)
      JSONNumber.append(number ?? .nan, to: &line)
    }
    line.append(contentsOf: #"{"id":"#.utf8)
    JSONString.append(id, to: &line)
    line.append(contentsOf: #","kept":\#(drop == nil)"#.utf8)
    add("rule", drop?.reason.rule)
    add("source", source)
    add("stage", drop?.stage)
    add("threshold", drop?.reason.threshold)
    add("value", drop?.reason.value)
    line.append(contentsOf: "}\n".utf8)
  }
}

/// Output that is written to standard output in large pieces.
struct OutputBuffer {
  private static let capacity = 1 << 18
  var bytes: [UInt8] = []

  /// Writes what is held back once it is much.
  mutating func flushIfFull() {
    if bytes.count >= Self.capacity { flush() }
  }

  /// Writes what is held back.
  mutating func flush() {
    Terminal.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
