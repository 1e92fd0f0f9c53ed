import ArgumentParser
import Glibc
import Pipelines
import Synchronization
import Text
import Tokens

extension TokenizerCommand {
  struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Encodes JSON lines {\"text\"} from standard input to {\"ids\"}.",
      discussion: """
        EXAMPLES
          echo '{"text":"Hello"}' \\
            | sluice tokenizer encode --tokenizer runs/tokenizer.json
        """)

    @OptionGroup var options: TokenizerOptions

    @Flag(help: "Turn the text of special tokens, such as <|endoftext|>, into their ids.")
    var parseSpecial = false

    @Flag(
      help: "Put the tokenizer's own tokens around each text, such as its beginning of sequence.")
    var addSpecial = false

    @Option(help: "Threads that encode (default: the processor's cores); the output is the same.")
    var workers: Int?

    func validate() throws {
      if let workers, !(1...1024).contains(workers) {
        throw ValidationError("--workers is \(workers); expected 1 to 1024")
      }
    }

    func run() throws {
      let tokenizer = try options.load()
      let count = workers ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
      let encoders = (0..<count).map { _ in
        LineEncoder(tokenizer, parsingSpecial: parseSpecial, addingTemplate: addSpecial)
      }
      var input = LineBatches(capacity: count << 20)
      while let batch = try input.next() {
        try InputOptions.stopIfInterrupted()
        // Small batches are not worth a thread.
        let parts = min(count, max(1, batch.bytes.count >> 16))
        let results = Mutex([EncodedLines](repeating: EncodedLines(), count: parts))
        onThreads(parts) { part in
          let share = Self.share(part, of: parts, batch.lines, byteCount: batch.bytes.count)
          let encoded = encoders[part].encode(batch, share)
          results.withLock { $0[part] = encoded }
        }
        for result in results.withLock({ $0 }) {
          Terminal.write(result.output)
          if let problem = result.problem { throw problem }
        }
      }
    }

    /// The lines that start in one of `parts` equal parts of a batch.
    private static func share(
      _ part: Int, of parts: Int, _ lines: [Range<Int>], byteCount: Int
    ) -> Range<Int> {
      func first(_ offset: Int) -> Int {
        var low = 0
        var high = lines.count
        while low < high {
          let middle = (low + high) / 2
          if lines[middle].lowerBound < offset { low = middle + 1 } else { high = middle }
        }
        return low
      }
      let end = part + 1 == parts ? lines.count : first(byteCount / parts * (part + 1))
      let start = first(byteCount / parts * part)
      return start..<max(start, end)
    }
  }
}

/// What became of the lines of one worker.
private struct EncodedLines: Sendable {
  var output: [UInt8] = []
  /// What is wrong with the line behind the last one of the output.
  var problem: CommandError?
}

/// Encodes JSON lines; the scratch of one worker.
///
/// Written by hand: a general JSON encoder takes five times as long as the tokenizer. Unchecked: one
/// thread at a time works with it.
private final class LineEncoder: @unchecked Sendable {
  private let encoder: TokenEncoder
  private let parsingSpecial: Bool
  private let addingTemplate: Bool
  private var fields = ContiguousArray<JSONField>()
  private var ids = ContiguousArray<UInt32>()

  init(_ tokenizer: Tokenizer, parsingSpecial: Bool, addingTemplate: Bool) {
    encoder = tokenizer.makeEncoder()
    self.parsingSpecial = parsingSpecial
    self.addingTemplate = addingTemplate
  }

  /// Encodes some lines of a batch, up to the first that cannot be used.
  func encode(_ batch: LineBatches.Batch, _ share: Range<Int>) -> EncodedLines {
    var encoded = EncodedLines()
    batch.bytes.withUnsafeBufferPointer { bytes in
      for index in share where !batch.lines[index].isEmpty {
        do {
          try append(UnsafeBufferPointer(rebasing: bytes[batch.lines[index]]), to: &encoded.output)
        } catch {
          encoded.problem = CommandError(
            "standard input:\(batch.firstNumber + index): error: \(error)", status: .badInput)
          return
        }
      }
    }
    return encoded
  }

  private func append(
    _ line: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) throws {
    let text = try TextLine.text(of: line, &fields)
    ids.removeAll(keepingCapacity: true)
    try encoder.encode(
      text.span, into: &ids, parsingAddedTokens: parsingSpecial, addingTemplate: addingTemplate)
    output.append(contentsOf: #"{"ids":["#.utf8)
    Decimal.append(ids, to: &output)
    output.append(contentsOf: "]}\n".utf8)
  }
}

/// The text of a line `{"text": "…"}`.
private enum TextLine {
  private static let field = Array("text".utf8)

  static func text(
    of line: UnsafeBufferPointer<UInt8>, _ fields: inout ContiguousArray<JSONField>
  ) throws -> [UInt8] {
    fields.removeAll(keepingCapacity: true)
    do throws(JSONProblem) {
      try JSONScanner().scanObject(line, into: &fields)
    } catch {
      throw LineProblem("found \(error.found) at byte \(error.byteOffset)")
    }
    guard let value = fields.last(where: { line[$0.name].elementsEqual(field) })?.value,
      line[value.lowerBound] == UInt8(ascii: "\"")
    else {
      let found = fields.map {
        "'\(String(decoding: line[$0.name], as: UTF8.self))' with "
          + "\(JSONKind(firstByte: line[$0.value.lowerBound]))"
      }
      throw LineProblem(
        "found " + (found.isEmpty ? "no field" : "the fields " + found.joined(separator: ", ")))
    }
    var replaced = 0
    return JSONString.unescaped(
      UnsafeBufferPointer(rebasing: line[value.lowerBound + 1..<value.upperBound - 1]),
      replacedSurrogates: &replaced)
  }
}

/// A line that cannot be encoded.
private struct LineProblem: Error, CustomStringConvertible {
  let found: String

  init(_ found: String) { self.found = found }

  var description: String { found + #", expected {"text": "…"}"# }
}

/// Numbers in decimal digits.
private enum Decimal {
  private static let longest = 10

  /// Appends numbers with commas between.
  ///
  /// Digits go straight into memory: appending them one number at a time costs as much as the
  /// tokenizer.
  static func append(_ numbers: ContiguousArray<UInt32>, to output: inout [UInt8]) {
    let text = [UInt8](unsafeUninitializedCapacity: numbers.count * (longest + 1)) { bytes, count in
      guard let start = bytes.baseAddress else { return }
      var end = start
      for number in numbers {
        if end > start {
          end.pointee = UInt8(ascii: ",")
          end += 1
        }
        var digits = 1
        var limit: UInt64 = 10
        while UInt64(number) >= limit {
          digits &+= 1
          limit &*= 10
        }
        var rest = number
        for place in stride(from: digits &- 1, through: 0, by: -1) {
          end[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        end += digits
      }
      count = end - start
    }
    output.append(contentsOf: text)
  }
}
