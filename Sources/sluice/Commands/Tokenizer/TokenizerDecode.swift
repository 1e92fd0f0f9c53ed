import ArgumentParser
import FoundationEssentials
import Tokens

extension TokenizerCommand {
  struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decodes JSON lines {\"ids\"} from standard input to {\"text\"}.",
      discussion: """
        EXAMPLES
          echo '{"ids":[40,41]}' \\
            | sluice tokenizer decode --tokenizer runs/tokenizer.json
        """)

    @OptionGroup var options: TokenizerOptions

    private struct Line: Codable {
      var text: String?
      var ids: [UInt32]?
    }

    func run() throws {
      let tokenizer = try options.load()
      var input = LineBatches()
      let batch = LineBatch()
      var number = 0
      while input.fill(batch) {
        try batch.forEachLine { line in
          number += 1
          guard !line.isEmpty else { return }
          do {
            let line = try? JSONDecoder().decode(Line.self, from: Data(line))
            guard let ids = line?.ids else {
              throw CommandError(#"expected {"ids": […]} with whole numbers from 0"#)
            }
            let bytes = try tokenizer.decode(ids.span)
            try Terminal.json(Line(text: String(decoding: bytes, as: UTF8.self)))
          } catch {
            throw CommandError("standard input:\(number): error: \(error)", status: .badInput)
          }
        }
        if let problem = batch.problem { throw problem }
      }
    }
  }
}
