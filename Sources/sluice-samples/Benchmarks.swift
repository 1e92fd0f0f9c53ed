import FoundationEssentials

/// One benchmark item and the sentences that plant it in a page.
struct BenchmarkItem: Sendable {
  /// File name of the benchmark without its ending.
  let benchmark: String
  /// Line of the item in its file, from 1.
  let number: Int
  /// The words an overlap is looked for in.
  let text: String
  /// The item as a line of prose, `text` verbatim in it.
  let line: String

  /// Items of every benchmark in `folder`, in file and line order.
  ///
  /// The layouts are told apart by their field names.
  static func load(from folder: String) throws -> [BenchmarkItem] {
    var items: [BenchmarkItem] = []
    for name in try Files.names(in: folder, suffix: ".jsonl") {
      let benchmark = String(name.dropLast(".jsonl".count))
      let lines = try Files.readText("\(folder)/\(name)").split(separator: "\n")
      for (offset, line) in lines.enumerated() {
        do {
          let fields = try JSONDecoder().decode(Fields.self, from: Data(line.utf8))
          items.append(
            try BenchmarkItem(benchmark: benchmark, number: offset + 1, fields: fields))
        } catch let error as DecodingError {
          throw SampleError("\(folder)/\(name):\(offset + 1): \(error)")
        }
      }
    }
    return items
  }

  private init(benchmark: String, number: Int, fields: Fields) throws {
    self.benchmark = benchmark
    self.number = number
    if let question = fields.question {
      text = question
      line = question
    } else if let context = fields.context, let continuation = fields.continuation {
      text = "\(context) \(continuation)"
      line = text + "."
    } else {
      throw SampleError(
        "\(benchmark):\(number): expected 'question', or 'context' and 'continuation'")
    }
  }

  private struct Fields: Decodable {
    var question: String?
    var context: String?
    var continuation: String?
  }
}
