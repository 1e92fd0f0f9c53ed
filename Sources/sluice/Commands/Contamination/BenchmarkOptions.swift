import ArgumentParser
import Contamination
import Pipelines
import Shards

/// Which evaluation sets a command works with.
struct BenchmarkOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: "Evaluation sets: JSON lines, JSON arrays or CSV; files, folders or globs.")
  var benchmarks: [String]

  @Option(
    help: ArgumentHelp(
      "Fields of the sets' records (default: recognised), such as question=prompt,answer=target; "
        + "also choices and passage; a+b joins fields, a.b looks inside one.",
      valueName: "part=field,…"))
  var fields: FieldNaming?

  /// Reads the sets; what cannot be used is a usage error, what is odd is told.
  func load() throws -> [BenchmarkSet] {
    do {
      let sets = try BenchmarkSet.load(
        benchmarks, fields: fields?.fields ?? BenchmarkFields(), from: FileSideInputs())
      for set in sets {
        for note in set.notes.sentences { Terminal.message("\(set.path): \(note)") }
      }
      return sets
    } catch let error as ListingError {
      throw CommandError("--benchmarks: error: \(error)", status: .usage)
    } catch let error as BenchmarkError {
      throw CommandError("\(error)", status: .usage)
    }
  }

  /// The value of `--fields`: which fields of a set's records hold the parts of an item.
  struct FieldNaming: ExpressibleByArgument {
    var fields = BenchmarkFields()

    init?(argument: String) {
      for pair in argument.split(separator: ",") {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "question": fields.question = parts[1]
        case "answer": fields.answer = parts[1]
        case "choices": fields.choices = parts[1]
        case "passage": fields.passage = parts[1]
        default: return nil
        }
      }
      guard fields.question != nil else { return nil }
    }
  }
}
