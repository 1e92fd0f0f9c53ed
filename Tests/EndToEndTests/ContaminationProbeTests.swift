import TestSupport
import Testing

/// `sluice contamination probe` on a model that has seen one set in file order, and not another.
@Suite(.tags(.slow), .enabled(if: SlowTests.enabled)) struct ContaminationProbeTests {
  private static func items(seed: UInt64) -> [String] {
    var random = SplitMix64(seed: seed)
    let consonants = Array("bdfgklmnprstvz")
    let vowels = Array("aeiou")
    func syllable(_ number: UInt64) -> String {
      String([consonants[Int(number / 5 % 14)], vowels[Int(number % 5)]])
    }
    return (0..<80).map { _ in
      (0..<8).map { _ in
        let word = random.next() % 300
        return syllable(word * 31) + syllable(word * 17 + 3)
      }.joined(separator: " ")
    }
  }

  private static func set(_ items: [String]) -> String {
    items.map { #"{"question": "\#($0)", "answer": ""}"# }.joined(separator: "\n")
  }

  @Test func `the seen set is told from the unseen one by both tests`() throws {
    let folder = TemporaryFolder()
    let seen = Self.items(seed: 1)
    folder.write(Self.set(seen), to: "seen.jsonl")
    folder.write(Self.set(Self.items(seed: 2)), to: "unseen.jsonl")
    let document = (seen + [""]).joined(separator: #"\n\n"#)
    folder.write(#"{"text": "\#(document)"}"#, to: "corpus.jsonl")
    folder.write(
      """
      sources:
        set: { files: corpus.jsonl }
      mixture:
        maximumEpochs: 400
      tokens:
        tokenizer: { train: { vocabularySize: 400 } }
        sequenceLength: 128
        validationFraction: 0
      train:
        model: { family: gpt2, layers: 2, width: 96, heads: 4 }
        steps: 120
        batchRows: 4
        learningRate: 3.0e-3
        validationInterval: 0
      """, to: "run.yaml")
    let run = try Command.sluice(["run", "run.yaml", "--output", "run"], in: folder.path)
    try #require(run.status == 0, "\(run.errors)")
    let probe = try Command.sluice(
      [
        "contamination", "probe", "--model", "run/checkpoint", "--benchmarks", "seen.jsonl",
        "unseen.jsonl", "--unseen", "unseen.jsonl", "--shards", "12", "--shuffles", "39", "--json",
      ], in: folder.path)
    try #require(probe.status == 0, "\(probe.errors)")
    let sets = try #require(try probe.json["benchmarks"]?.items)
    try #require(sets.count == 2)
    // Of 40 orders the one of the file is the likeliest.
    #expect(sets[0]["order"]?["permutationPValue"]?.number == 0.025)
    #expect(try #require(sets[1]["order"]?["permutationPValue"]?.number) > 0.05)
    #expect(try #require(sets[0]["minKAboveUnseen"]?["area"]?.number) > 0.6)
    #expect(try #require(sets[0]["minKAboveUnseen"]?["pValue"]?.number) < 0.01)
    #expect(abs(try #require(sets[1]["minKAboveUnseen"]?["area"]?.number) - 0.5) < 1e-9)
  }
}
