import Pipelines

/// Turns one bucket after another into verified edges, in constant memory.
///
/// The first `exhaustiveMembers` documents of a bucket are checked against each other unless the bucket
/// already joined them, so every pair that is similar enough ends up connected. In a larger bucket
/// (boilerplate, templates) later documents are checked against those and against further leaders:
/// documents that matched nothing before them start a star of their own, up to `maximumLeaders` stars.
/// A bucket of m documents costs m checks when all are alike and at most `maximumLeaders` × m.
///
/// The first `maximumLeaders` documents of an index in a bucket are stars besides: they are checked
/// against all that follow, but not against each other.
struct BucketVerification: CandidateBuckets {
  static let exhaustiveMembers = 32
  static let maximumLeaders = 64

  private let verifier: Verifier
  private var checked = CheckedPairs()
  private var key: UInt64?
  private var size = 0
  private var earlier = 0
  private var members: [(document: DocumentID, component: Int)] = []
  /// Counts candidate pairs, verified pairs, buckets, and documents beyond the last leader.
  private(set) var tally = Tally()

  init(_ verifier: Verifier) {
    self.verifier = verifier
  }

  /// Opens the bucket of a key, behind that of a smaller one, with a document of an index.
  mutating func addEarlier(_ document: DocumentID, key: UInt64) {
    open(key)
    if earlier > 0, members.last?.document == document { return }
    guard earlier < Self.maximumLeaders else {
      tally.add("beyondLeaders")
      return
    }
    earlier += 1
    // A component of its own: those of the run's documents are numbered from 1.
    members.append((document, -earlier))
  }

  private mutating func open(_ key: UInt64) {
    guard key != self.key else { return }
    self.key = key
    size = 0
    earlier = 0
    members.removeAll(keepingCapacity: true)
  }

  /// Adds the next document of the run, in (key, document) order, and writes the edges it brings.
  mutating func add(_ document: DocumentID, key: UInt64, to edges: inout EdgeWriter) throws {
    open(key)
    if members.last?.document == document { return }
    size += 1
    if size == (earlier > 0 ? 1 : 2) { tally.add("buckets") }
    let component = try joinMembers(document, to: &edges)
    if size <= Self.exhaustiveMembers {
      members.append((document, component ?? size))
    } else if component == nil {
      guard members.count - earlier < Self.maximumLeaders else {
        tally.add("beyondLeaders")
        return
      }
      members.append((document, size))
    }
  }

  /// Checks the document against every member it is not yet connected to; returns its component.
  private mutating func joinMembers(
    _ document: DocumentID, to edges: inout EdgeWriter
  ) throws -> Int? {
    var joined: Int?
    for index in members.indices where members[index].component != joined {
      tally.add("candidatePairs")
      let member = members[index]
      let edge = try checked.edge(of: member.document, and: document) {
        try verifier.edge(of: $0, and: $1)
      }
      guard let edge else { continue }
      tally.add("verifiedPairs")
      try edges.write(edge)
      guard let target = joined else {
        joined = member.component
        continue
      }
      for other in members.indices where members[other].component == member.component {
        members[other].component = target
      }
    }
    return joined
  }
}
