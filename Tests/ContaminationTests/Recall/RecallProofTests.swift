import Contamination
import TestSupport
import Testing

@Suite("The proof of recall")
struct RecallProofTests {
  private func hosts(_ texts: [String], seed: UInt64 = 1) -> HostSample {
    var sample = RecallProof(seed: seed).makeHostSample()
    for (number, text) in texts.enumerated() {
      sample.consider(Array(text.utf8), named: "web/a:\(number)")
    }
    return sample
  }

  private let documents = (0..<20).map { number in
    (0..<5).map { prose(words: 20, seed: UInt64(1000 + 10 * number + $0)) }.joined(separator: "\n")
  }
  private let long = (0..<30).map { prose(words: 40, seed: UInt64($0)) }
  private let short = (0..<10).map { prose(words: 6, seed: UInt64(100 + $0)) }

  private func run(_ sets: [BenchmarkSet], _ proof: RecallProof = RecallProof()) throws
    -> RecallReport
  {
    let check = try ContaminationCheck(of: sets)
    return try proof.run(check.search, sets: sets, hosts: hosts(documents))
  }

  @Test("13-grams find long items whole, re-cased and cut, not edited, short or shuffled ones")
  func gpt3() throws {
    let report = try run([makeSet("long", long), makeSet("short", short)])
    #expect(report.hosts == 20)
    for kind in [InjectionKind.verbatim, .recased, .truncated] {
      #expect(report.share(of: kind, in: "long") == RecallReport.Share(injected: 30, found: 30))
    }
    #expect(report.share(of: .replaced, in: "long") == RecallReport.Share(injected: 30, found: 0))
    #expect(report.share(of: .shuffled, in: "long") == RecallReport.Share(injected: 30, found: 0))
    #expect(report.share(of: .verbatim, in: "short").found == 0)
    #expect(report.share(of: .replaced, in: "short").injected == 0)
    #expect(report.share(of: .paraphrased).injected == 0)
    #expect(report.share(of: .verbatim, length: .under8).injected == 10)
    #expect(report.share(of: .verbatim, length: .under50).fraction == 1)
  }

  @Test("the same seed gives the same report, another one other draws")
  func seeds() throws {
    let sets = [makeSet("long", long)]
    let proof = RecallProof(itemsPerSet: 5, seed: 3)
    #expect(try run(sets, proof) == run(sets, proof))
    let report = try run(sets, proof)
    #expect(report.share(of: .verbatim).injected == 5)
  }

  @Test("hosts depend neither on order nor on how the corpus is parted", arguments: UInt64(0)..<20)
  func hostSample(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let texts = (0..<200).map { ("web/a:\($0)", Array(prose(words: 60, seed: $0).utf8)) }
    var whole = HostSample(count: 8, seed: seed)
    for (name, text) in texts { whole.consider(text, named: name) }
    var parts = [HostSample](repeating: HostSample(count: 8, seed: seed), count: 3)
    for (name, text) in texts.shuffled(using: &random) {
      parts[Int.random(in: 0..<3, using: &random)].consider(text, named: name)
    }
    var merged = parts[2]
    merged.merge(parts[0])
    merged.merge(parts[1])
    #expect(merged.texts == whole.texts)
    #expect(merged.texts.count == 8)
  }

  @Test("documents that hold items are not used as hosts, short ones neither")
  func unsuitableHosts() throws {
    let sets = [makeSet("long", long)]
    let check = try ContaminationCheck(of: sets)
    let sample = hosts([documents[0], documents[1] + long[3], "too short"])
    let report = try RecallProof().run(check.search, sets: sets, hosts: sample)
    #expect(report.hosts == 1)
    let alone = try RecallProof().run(check.search, sets: sets, hosts: hosts([]))
    #expect(alone.hosts == 0)
    #expect(alone.share(of: .verbatim).fraction == 1)
  }

  @Test("a long host is cut at the border of a character")
  func longHost() throws {
    let sample = hosts(["a" + String(repeating: "é", count: 20_000)])
    #expect(sample.texts[0].utf8.count == 8191)
    #expect(sample.texts[0].last == "é")
  }

  private struct Reverser: ItemParaphraser {
    func paraphrase(_ text: String) throws -> String? {
      text.count % 2 == 0 ? nil : String(text.reversed())
    }
  }

  @Test("paraphrases are put in where the model gives one")
  func paraphrases() throws {
    let sets = [makeSet("long", long)]
    let check = try ContaminationCheck(of: sets)
    var proof = RecallProof()
    proof.paraphrasesPerSet = long.count
    let report = try proof.run(
      check.search, sets: sets, hosts: hosts(documents), paraphraser: Reverser())
    #expect(report.share(of: .paraphrased).injected == long.count { $0.count % 2 == 1 })
    #expect(report.share(of: .paraphrased).found == 0)
  }

  @Test("elements that the check ignores are ignored in the proof")
  func ignoring() throws {
    let sets = [makeSet("long", Array(long[..<1]))]
    let check = try ContaminationCheck(of: sets)
    var searcher = check.search.makeSearcher()
    let all = Set(searcher.search(Array(long[0].utf8)).elements)
    let report = try RecallProof().run(
      check.search, sets: sets, hosts: hosts(documents), ignoring: all)
    #expect(report.share(of: .verbatim) == RecallReport.Share(injected: 1, found: 0))
  }
}
