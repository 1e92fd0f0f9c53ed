import FoundationEssentials
import Text

/// Reads seed tasks in the layouts that are in use.
///
/// - Self-Instruct: one JSON object a line with `id`, `instruction` and `instances`, a list of
///   `input` and `output`; each instance becomes a task.
/// - Alpaca: `instruction`, `input`, `output`, as JSON lines or as one JSON array.
public enum SeedTasks {
  private struct Record: Decodable {
    struct Instance: Decodable {
      var input: String?
      var output: String
    }
    var id: String?
    var instruction: String
    var input: String?
    var output: String?
    var instances: [Instance]?
  }

  /// All tasks of a file, in its order.
  ///
  /// - Throws: `InputError` at the first record that cannot be used, or when there is none: seeds
  ///   are few and chosen, so a bad one is a mistake to correct.
  public static func read(path: String) throws(InputError) -> [SeedTask] {
    let bytes = try InputFile.bytes(path)
    var tasks: [SeedTask] = []
    if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      let records: [Record] = try decode(bytes[...], path, nil)
      for record in records { tasks += try Self.tasks(record, path, nil) }
    } else {
      for (number, line) in InputFile.lines(bytes) {
        let record: Record = try decode(line, path, number)
        tasks += try Self.tasks(record, path, number)
      }
    }
    guard !tasks.isEmpty else {
      throw InputError(path: path, line: nil, found: "no seed task", expected: "at least one")
    }
    return tasks
  }

  private static func tasks(
    _ record: Record, _ path: String, _ line: Int?
  ) throws(InputError) -> [SeedTask] {
    let pairs: [InstructionPair]
    if let instances = record.instances {
      pairs = instances.map {
        InstructionPair(
          instruction: record.instruction, input: $0.input ?? "", output: $0.output)
      }
    } else if let output = record.output {
      pairs = [
        InstructionPair(instruction: record.instruction, input: record.input ?? "", output: output)
      ]
    } else {
      throw InputError(
        path: path, line: line, found: "neither 'output' nor 'instances'",
        expected: "an Alpaca or Self-Instruct record")
    }
    guard !pairs.isEmpty, !record.instruction.allSatisfy(\.isWhitespace) else {
      throw InputError(
        path: path, line: line, found: "an empty task",
        expected: "an instruction with at least one instance")
    }
    return pairs.enumerated().map { index, pair in
      let id = record.id ?? pair.identity.description
      return SeedTask(id: pairs.count > 1 ? "\(id)#\(index + 1)" : id, pair: pair)
    }
  }

  private static func decode<Value: Decodable>(
    _ bytes: ArraySlice<UInt8>, _ path: String, _ line: Int?
  ) throws(InputError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch {
      throw InputError(
        path: path, line: line, found: InputError.reason(error),
        expected: "an Alpaca or Self-Instruct record")
    }
  }
}
