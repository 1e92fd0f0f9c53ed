import ArgumentParser
import FoundationEssentials
import Glibc
import Pipelines
import Shards
import Tokens

/// `sluice tokenizer`: tokenizers by themselves.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer",
    abstract: "Trains tokenizers, and encodes and decodes with them.",
    discussion: """
      EXAMPLES
        sluice tokenizer train samples/web --vocabulary-size 1000 --output runs/tokenizer.json
        echo '{"text":"Hello"}' | sluice tokenizer encode --tokenizer runs/tokenizer.json
      """,
    subcommands: [Train.self, Encode.self, Decode.self])

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a byte-level BPE tokenizer on shards.",
      discussion: """
        EXAMPLES
          sluice tokenizer train samples/web --vocabulary-size 1000 --output runs/tokenizer.json
        """)

    @OptionGroup var input: InputOptions

    @Option(help: "Entries of the vocabulary, the 256 bytes and <|endoftext|> among them.")
    var vocabularySize = 4096

    @Option(name: [.short, .long], help: "Where to write tokenizer.json.", completion: .file())
    var output: String

    func run() throws {
      let counter = WordCounter()
      var skipped = 0
      for shard in try input.shards() {
        skipped += try InputOptions.forEachDocument(of: shard, textField: input.textField) {
          counter.count($0.text.span)
        }
      }
      let settings = BPETrainerSettings(vocabularySize: vocabularySize)
      let tokenizer = try BPETokenizer(BPETrainer(settings).train(counter))
      try writeFileAtomically(tokenizer.tokenizerJSON(), to: output)
      Terminal.message("\(output): \(Numbers.grouped(tokenizer.vocabularySize)) entries")
      if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }
  }

  private struct Line: Codable {
    var text: String?
    var ids: [UInt32]?
  }

  /// Calls `body` with each line of standard input, decoded; a bad line ends the command.
  private static func forEachLine(_ body: (Line) throws -> Void) throws {
    var number = 0
    while let line = readLine(strippingNewline: true) {
      number += 1
      if line.isEmpty { continue }
      do {
        try body(try JSONDecoder().decode(Line.self, from: Data(line.utf8)))
      } catch let error as DecodingError {
        throw CommandError(
          "standard input:\(number): error: not a JSON object of the expected form: \(error)",
          status: .badInput)
      }
    }
  }

  struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Encodes JSON lines {\"text\"} from standard input to {\"ids\"}.",
      discussion: """
        EXAMPLES
          echo '{"text":"Hello"}' | sluice tokenizer encode --tokenizer runs/tokenizer.json
        """)

    @Option(
      help: "tokenizer.json, or a folder with encoder.json and vocab.bpe.", completion: .file())
    var tokenizer: String

    @Flag(help: "Turn the text of added tokens, such as <|endoftext|>, into their ids.")
    var parseSpecial = false

    func run() throws {
      let encoder = try BPETokenizer(contentsOf: tokenizer).makeEncoder()
      try TokenizerCommand.forEachLine { line in
        guard let text = line.text else {
          throw CommandError("a line has no field 'text'", status: .badInput)
        }
        // By hand: a general encoder takes five times as long as the tokenizer.
        var output = Array(#"{"ids":["#.utf8)
        for id in encoder.encode(Array(text.utf8), parsingAddedTokens: parseSpecial) {
          output.append(contentsOf: String(id).utf8)
          output.append(UInt8(ascii: ","))
        }
        if output.last == UInt8(ascii: ",") { output.removeLast() }
        output.append(contentsOf: "]}\n".utf8)
        Terminal.write(output)
      }
    }
  }

  struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decodes JSON lines {\"ids\"} from standard input to {\"text\"}.",
      discussion: """
        EXAMPLES
          echo '{"ids":[40,41]}' | sluice tokenizer decode --tokenizer runs/tokenizer.json
        """)

    @Option(
      help: "tokenizer.json, or a folder with encoder.json and vocab.bpe.", completion: .file())
    var tokenizer: String

    func run() throws {
      let tokenizer = try BPETokenizer(contentsOf: self.tokenizer)
      try TokenizerCommand.forEachLine { line in
        guard let ids = line.ids else {
          throw CommandError("a line has no field 'ids'", status: .badInput)
        }
        let bytes = try tokenizer.decode(ids.span)
        try Terminal.json(Line(text: String(decoding: bytes, as: UTF8.self)))
      }
    }
  }
}
