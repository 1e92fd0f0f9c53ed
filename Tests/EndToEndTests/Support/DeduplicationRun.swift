import TestSupport

/// A small corpus in which every method of deduplication finds something, and the pipeline of them all.
enum DeduplicationRun {
  /// Writes `corpus/` and `pipeline.yaml`.
  static func write(in folder: TemporaryFolder, shards: Int, documents: Int) {
    for shard in 0..<shards {
      let lines = (0..<documents).map { document in
        #"{"text":"\#(text(shard: shard, document: document))","id":"\#(shard)-\#(document)"}"#
      }
      folder.write(lines.joined(separator: "\n") + "\n", to: "corpus/web-\(shard).jsonl")
    }
    let methods = [
      "exact", "minhash, cluster: components, minimumSimilarity: 0.9",
      "minhash, minimumSimilarity: 0.5", "substring, minimumWords: 20", "c4-line", "c4-span3",
      "paragraph", "bloom", "bloom-ngram",
    ]
    folder.write(
      """
      name: every-method
      sources: { web: { files: \(folder.path)/corpus } }
      stages:
      \(methods.map { "  - deduplicate: { method: \($0) }" }.joined(separator: "\n"))
      """, to: "pipeline.yaml")
  }

  /// Mostly a text of its own; of twenty one is a copy, one a copy but for a word, one a copy but for a
  /// line, and four share a passage with others.
  private static func text(shard: Int, document: Int) -> String {
    let isCopy = document % 5 == 4 && document % 20 > 4
    let seed = isCopy ? UInt64(document / 20) : UInt64(shard * 100_000 + document)
    var random = SplitMix64(seed: seed &* 7919)
    var lines = (0..<12).map { _ in sentence(&random) }
    if document % 20 == 9 { lines[5] = "A line of its own stands \(shard) here." }
    if document % 20 == 14 { lines[7] += " Word." }
    if document % 5 == 3 {
      var shared = SplitMix64(seed: UInt64(document % 3))
      lines[4] += " " + (0..<3).map { _ in sentence(&shared) }.joined(separator: " ")
    }
    return lines.joined(separator: #"\n"#)
  }

  private static func sentence(_ random: inout SplitMix64) -> String {
    let words = (0..<Int.random(in: 9...14, using: &random)).map { _ in
      String(random.next() >> 50, radix: 36)
    }
    return "A " + words.joined(separator: " ") + "."
  }
}
