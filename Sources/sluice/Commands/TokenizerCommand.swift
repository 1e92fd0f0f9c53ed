import ArgumentParser
import FoundationEssentials
import Glibc
import Pipelines
import Shards
import Text
import Tokens

/// `sluice tokenizer`: tokenizers by themselves.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer",
    abstract: "Trains tokenizers, and encodes and decodes with them.",
    discussion: """
      EXAMPLES
        sluice tokenizer train samples/web --vocabulary-size 1000 \\
          --output runs/tokenizer.json
        echo '{"text":"Hello"}' \\
          | sluice tokenizer encode --tokenizer runs/tokenizer.json
      """,
    subcommands: [Train.self, Encode.self, Decode.self])

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a byte-level BPE tokenizer on shards.",
      discussion: """
        EXAMPLES
          sluice tokenizer train samples/web --vocabulary-size 1000 \\
            --output runs/tokenizer.json
        """)

    @OptionGroup var input: InputOptions

    @Option(help: "Entries of the vocabulary, the 256 bytes and <|endoftext|> among them.")
    var vocabularySize = 4096

    @Option(name: [.short, .long], help: "Where to write tokenizer.json.", completion: .file())
    var output: String

    private var settings: BPETrainerSettings { BPETrainerSettings(vocabularySize: vocabularySize) }

    func validate() throws {
      do {
        try settings.validate()
      } catch {
        throw ValidationError("--vocabulary-size \(error.message)")
      }
    }

    func run() throws {
      let counter = WordCounter()
      var skipped = 0
      for shard in try input.shards() {
        let problems = try InputOptions.forEachDocument(
          of: shard, reading: ReadingSettings(textField: input.textField)
        ) {
          counter.count($0.text.span)
        }
        problems.report()
        skipped += problems.count
      }
      let tokenizer = try Tokenizer(BPETrainer(settings).train(counter))
      try writeFileAtomically(tokenizer.definition.tokenizerJSON(), to: output)
      Terminal.message("\(output): \(Numbers.grouped(tokenizer.vocabularySize)) entries")
      if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }
  }

  private struct Line: Codable {
    var text: String?
    var ids: [UInt32]?
  }

  /// Calls `body` with each line of standard input, decoded; a bad line ends the command, and what is
  /// wrong with it is told with its place.
  ///
  /// `expected`: what a line must look like.
  private static func forEachLine(expected: String, _ body: (Line) throws -> Bool) throws {
    var number = 0
    while let text = readLine(strippingNewline: true) {
      number += 1
      if text.isEmpty { continue }
      do {
        let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8))
        guard let line, try body(line) else {
          throw CommandError("found \(found(in: text)), expected \(expected)")
        }
      } catch {
        throw CommandError("standard input:\(number): error: \(error)", status: .badInput)
      }
    }
  }

  /// What stands in a line that cannot be used.
  private static func found(in line: String) -> String {
    let bytes = Array(line.utf8)
    var fields: ContiguousArray<JSONField> = []
    do {
      try JSONScanner().scanObject(bytes.span, into: &fields)
    } catch {
      return "\(error.found) at byte \(error.byteOffset)"
    }
    let names = fields.map {
      "'\(String(decoding: bytes[$0.name], as: UTF8.self))' with "
        + "\(JSONKind(firstByte: bytes[$0.value.lowerBound]))"
    }
    return names.isEmpty ? "no field" : "the fields " + names.joined(separator: ", ")
  }

  /// Loads the tokenizer that `--tokenizer` names.
  private static func tokenizer(at path: String) throws -> Tokenizer {
    do {
      return try Tokenizer(contentsOf: path)
    } catch {
      throw CommandError("\(error)", status: .usage)
    }
  }

  struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Encodes JSON lines {\"text\"} from standard input to {\"ids\"}.",
      discussion: """
        EXAMPLES
          echo '{"text":"Hello"}' \\
            | sluice tokenizer encode --tokenizer runs/tokenizer.json
        """)

    @Option(
      help: "tokenizer.json, or a folder with encoder.json and vocab.bpe.", completion: .file())
    var tokenizer: String

    @Flag(help: "Turn the text of added tokens, such as <|endoftext|>, into their ids.")
    var parseSpecial = false

    func run() throws {
      let encoder = try TokenizerCommand.tokenizer(at: tokenizer).makeEncoder()
      try TokenizerCommand.forEachLine(expected: #"{"text": "…"}"#) { line in
        guard let text = line.text else { return false }
        // By hand: a general encoder takes five times as long as the tokenizer.
        var output = Array(#"{"ids":["#.utf8)
        for id in try encoder.encode(Array(text.utf8), parsingAddedTokens: parseSpecial) {
          output.append(contentsOf: String(id).utf8)
          output.append(UInt8(ascii: ","))
        }
        if output.last == UInt8(ascii: ",") { output.removeLast() }
        output.append(contentsOf: "]}\n".utf8)
        Terminal.write(output)
        return true
      }
    }
  }

  struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decodes JSON lines {\"ids\"} from standard input to {\"text\"}.",
      discussion: """
        EXAMPLES
          echo '{"ids":[40,41]}' \\
            | sluice tokenizer decode --tokenizer runs/tokenizer.json
        """)

    @Option(
      help: "tokenizer.json, or a folder with encoder.json and vocab.bpe.", completion: .file())
    var tokenizer: String

    func run() throws {
      let tokenizer = try TokenizerCommand.tokenizer(at: self.tokenizer)
      try TokenizerCommand.forEachLine(expected: #"{"ids": […]} with whole numbers from 0"#) {
        line in
        guard let ids = line.ids else { return false }
        let bytes = try tokenizer.decode(ids.span)
        try Terminal.json(Line(text: String(decoding: bytes, as: UTF8.self)))
        return true
      }
    }
  }
}
