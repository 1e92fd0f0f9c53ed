import FoundationEssentials
import Glibc
import Instruct
import TestSupport
import Testing

/// What real models wrote, as replies of a run.
@Suite(.enabled(if: SharedData.isAvailable)) struct RecordedReplyTests {
  private struct Recorded: Decodable {
    var response: String?
    var instruction: String?
    var input: String?
    var output: String?
  }

  /// The records of a compressed file, or none where no `zstd` command is installed.
  private func records(_ name: String) -> [Recorded] {
    guard let pipe = popen("zstd -dcq '\(SharedData.path(name))' 2>/dev/null", "r") else {
      return []
    }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 {
      bytes.append(contentsOf: buffer[..<count])
    }
    let decoder = JSONDecoder()
    if bytes.first == UInt8(ascii: "[") {
      return (try? decoder.decode([Recorded].self, from: Data(bytes))) ?? []
    }
    return bytes.split(separator: 0x0A).compactMap {
      try? decoder.decode(Recorded.self, from: Data($0))
    }
  }

  @Test func `the rambling of a base model is counted to the last record`() throws {
    let replies = records("instruct/predictions-davinci.jsonl.zst").compactMap(\.response)
    guard !replies.isEmpty else { return print("note: no zstd command, test skipped") }
    let run = TestRun { settings in
      settings.pairs = 10_000
      settings.maximumRequests = replies.count
      settings.attempts = 1
      settings.minimumYieldFraction = 0
    }
    let funnel = try run.run(
      ScriptedGenerator { GenerationReply(text: replies[$0.item], finishReason: .stop) })
    #expect(funnel.requests == replies.count)
    let whole = funnel.count(of: .unparsableReply) + funnel.count(of: .emptyReply)
    let records = funnel.rejected.reduce(0) { $0 + $1.count } - whole + funnel.accepted
    #expect(records == funnel.records)
    #expect(whole > 0)
    #expect(run.lineCounts.pairs == funnel.accepted)
  }

  @Test func `generated pairs of a real run pass the filters for the most part`() throws {
    let pairs = records("instruct/code_alpaca_2k.json.zst")
    guard !pairs.isEmpty else { return print("note: no zstd command, test skipped") }
    let groups = stride(from: 0, to: pairs.count, by: 17).map { start in
      pairs[start..<min(start + 17, pairs.count)].enumerated().map { offset, pair in
        let number = offset + 4
        let label = offset == 0 ? " " : "###\n\(number). Instruction: "
        return "\(label)\(pair.instruction ?? "")\n\(number). Input:\n\(pair.input ?? "")\n"
          + "\(number). Output:\n\(pair.output ?? "")\n"
      }.joined()
    }
    let run = TestRun { settings in
      settings.pairs = 10_000
      settings.maximumRequests = groups.count
      settings.blockedWords = []
    }
    let funnel = try run.run(
      ScriptedGenerator { GenerationReply(text: groups[$0.item], finishReason: .stop) })
    #expect(funnel.records >= pairs.count)
    // The set was made with the original's ROUGE-L filter at 0.7, and without the fault filters.
    #expect(funnel.count(of: .rougeL) == 0)
    #expect(funnel.accepted > pairs.count * 9 / 10, "\(funnel)")
    #expect(funnel.accepted < pairs.count)
  }
}
