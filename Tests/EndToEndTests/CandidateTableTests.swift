import TestSupport
import Testing

/// What `sluice plan` says about near duplicates.
@Suite struct CandidateTableTests {
  @Test func `plan shows how likely pairs are found, and json has it`() throws {
    let plan = ["plan", "pipelines/quickstart.yaml"]
    let text = try Command.sluice(plan)
    #expect(text.status == 0)
    for part in [
      "deduplicate-minhash: 14 bands of 8 rows, threshold 0.72", "similarity of a pair",
      "chance of being found",
    ] {
      #expect(text.output.contains(part), "\(text.output)")
    }
    let candidates = try Command.sluice(plan + ["--json"]).json["candidates"]?.items ?? []
    #expect(candidates.count == 1)
    #expect(candidates.first?["stage"]?.text == "deduplicate-minhash")
    let points = candidates.first?["curve"]?["points"]?.items ?? []
    #expect(points.count == 10)
    // 1 - (1 - 0.8^8)^14.
    let probability = points.first { $0["similarity"]?.number == 0.8 }?["probability"]?.number
    #expect(abs((probability ?? 0) - 0.9235) < 0.0005)
  }
}
