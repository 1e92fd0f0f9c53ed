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
      let decimals = DecimalTable(below: tokenizer.vocabularySize)
      let input = Mutex(LineBatches())
      let output = OrderedOutput(batches: 2 * count)
      onThreads(count) { _ in
        let encoder = LineEncoder(
          tokenizer, decimals, parsingSpecial: parseSpecial, addingTemplate: addSpecial)
        let batch = LineBatch()
        while true {
          output.awaitRoom()
          // Workers take turns to read, and encode outside their turn.
          guard input.withLock({ $0.fill(batch, unless: { output.failure != nil }) }) else {
            return
          }
          output.put(encoder.encode(batch, into: output.makeBuffer()), number: batch.number)
        }
      }
      if let failure = output.failure { throw failure }
    }
  }
}

/// Encodes JSON lines; the scratch of one worker.
///
/// Written by hand: a general JSON encoder takes five times as long as the tokenizer.
private final class LineEncoder {
  private let encoder: TokenEncoder
  private let decimals: DecimalTable
  private let parsingSpecial: Bool
  private let addingTemplate: Bool
  private var fields = ContiguousArray<JSONField>()
  private var ids = ContiguousArray<UInt32>()

  init(
    _ tokenizer: Tokenizer, _ decimals: DecimalTable, parsingSpecial: Bool, addingTemplate: Bool
  ) {
    encoder = tokenizer.makeEncoder()
    self.decimals = decimals
    self.parsingSpecial = parsingSpecial
    self.addingTemplate = addingTemplate
  }

  /// Encodes the lines of a batch, up to the first that cannot be used.
  func encode(_ batch: LineBatch, into output: ByteBuffer) -> EncodedLines {
    var encoded = EncodedLines(output: output)
    do {
      try batch.forEachLine { line in
        if !line.isEmpty { try append(line, to: output) }
        encoded.lineCount += 1
      }
      encoded.problem = batch.problem.map { .input($0) }
    } catch {
      encoded.problem = .line(error)
    }
    return encoded
  }

  private func append(
    _ line: UnsafeBufferPointer<UInt8>, to output: ByteBuffer
  ) throws {
    let text = try TextLine.text(of: line, &fields)
    ids.removeAll(keepingCapacity: true)
    try encoder.encode(
      text.span, into: &ids, parsingAddedTokens: parsingSpecial, addingTemplate: addingTemplate)
    output.append(#"{"ids":"#)
    decimals.appendList(ids, to: output)
    output.append("}\n")
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
