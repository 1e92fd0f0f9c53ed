import FoundationEssentials
import Pipelines

/// What a run did: the funnel of every source, the counters of every stage, and what later phases say.
struct RunReport: Codable {
  /// How many documents and bytes of text passed a point.
  struct Amount: Codable, Equatable {
    var documents = 0
    var bytes = 0
  }

  /// What one stage took out of one source.
  struct StageDrop: Codable {
    var stage: String
    var dropped: Amount
    var rules: [String: Int]
    /// Documents whose text it changed, later dropped ones included.
    var edited: Int
    var remaining: Int
  }

  /// The way of one source through the stages.
  struct SourceFunnel: Codable {
    var name: String
    var read: Amount
    /// Records that could not be used, by kind of problem.
    var skipped: [String: Int]
    var stages: [StageDrop]
    var kept: Amount
  }

  var name: String
  var sluice: String
  var fingerprint: String
  var inputs: Plan.Inputs
  var sources: [SourceFunnel]
  /// Counters by stage label.
  var stages: [String: [String: Int]]
  /// What phases after the document passes reported, by phase.
  var phases: [String: JSONTree]
  /// Seconds of all tasks by phase; informative.
  var seconds: [String: Double]

  /// Records skipped over all sources.
  var skippedRecords: Int { sources.reduce(0) { $0 + $1.skipped.values.reduce(0, +) } }

  init(_ compiled: PlanCompiler.Compiled, markers: [String: [Marker]], run: RunFolder) throws {
    let plan = compiled.plan
    var tally = Tally()
    seconds = [:]
    for phase in plan.phases {
      for marker in markers[phase.name] ?? [] {
        tally.merge(marker.counters)
        seconds[phase.name, default: 0] += marker.seconds
      }
    }
    name = plan.name
    sluice = plan.sluice
    fingerprint = plan.fingerprint
    inputs = plan.inputs
    stages = [:]
    for entry in tally.sorted where entry.name.hasPrefix("stage/") {
      let parts = entry.name.split(separator: "/", maxSplits: 2).map(String.init)
      if parts.count == 3 { stages[parts[1], default: [:]][parts[2]] = entry.count }
    }
    sources = Self.sources(compiled).map { Self.funnel($0, compiled.stages, tally) }
    phases = [:]
    for phase in plan.phases {
      let path = run.absolute(Self.summaryPath(phase.name))
      guard let bytes = try? readFile(path) else { continue }
      phases[phase.name] = try JSONDecoder().decode(JSONTree.self, from: Data(bytes))
    }
  }

  /// Where a phase may leave a JSON object for the report, relative to the run.
  static func summaryPath(_ phase: String) -> String { "data/summaries/\(phase).json" }

  private static func sources(_ compiled: PlanCompiler.Compiled) -> [String] {
    var names: [String] = []
    for input in compiled.inputs where names.last != input.source { names.append(input.source) }
    return names
  }

  private static func funnel(
    _ source: String, _ stages: [StageInstance], _ tally: Tally
  ) -> SourceFunnel {
    func amount(_ name: String) -> Amount {
      Amount(documents: tally["documents/\(name)"], bytes: tally["bytes/\(name)"])
    }
    let read = amount("read/\(source)")
    var remaining = read.documents
    var drops: [StageDrop] = []
    for stage in stages where stage.corpusFlow?.scope != CorpusFlow.Scope.none {
      let prefix = "dropped/\(source)/\(stage.label)/"
      var drop = StageDrop(
        stage: stage.label, dropped: Amount(), rules: [:],
        edited: tally["edited/\(source)/\(stage.label)"], remaining: 0)
      for entry in tally.sorted where entry.name.hasPrefix("documents/" + prefix) {
        let rule = String(entry.name.dropFirst("documents/".count + prefix.count))
        drop.rules[rule] = entry.count
        drop.dropped.documents += entry.count
        drop.dropped.bytes += tally["bytes/" + prefix + rule]
      }
      remaining -= drop.dropped.documents
      drop.remaining = remaining
      drops.append(drop)
    }
    var skipped: [String: Int] = [:]
    let prefix = "skipped/\(source)/"
    for entry in tally.sorted where entry.name.hasPrefix(prefix) {
      skipped[String(entry.name.dropFirst(prefix.count))] = entry.count
    }
    return SourceFunnel(
      name: source, read: read, skipped: skipped, stages: drops, kept: amount("kept/\(source)"))
  }

  /// The report as the bytes of `report.json`.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return Array(try encoder.encode(self)) + [0x0A]
  }
}
