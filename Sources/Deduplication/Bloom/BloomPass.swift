import Pipelines

/// Asks a Bloom filter about the elements of every document, in plan order, and writes what goes.
///
/// One task does it for the whole corpus, so that what is kept does not depend on how many work at the
/// same time: the first occurrence in plan order stays. Filters that tasks fill together would be faster
/// and would let their race decide. Reading and hashing, which cost more, are done per shard in parallel.
///
/// Memory: the filter, `BloomSize`, and one document's elements. The elements were counted before, so the
/// filter is no larger than they need.
struct BloomPass {
  /// What goes, and when elements become known.
  enum Rule: Equatable, Sendable {
    /// A paragraph whose one element is known; an element is known at once.
    case paragraphs
    /// A document whose one element is known.
    case documents
    /// What has more than this fraction of known elements: the document, else its paragraphs. The elements
    /// of what stays become known after both decisions, else a document would find itself.
    case fractions(Double, paragraphs: Bool, documents: Bool)
  }

  private let rule: Rule
  private let limits: BloomLimits
  private let elements: Int
  private let filter: BlockedBloomFilter
  private let capacity: Int
  private var observation = BloomObservation()
  private(set) var cutParagraphs = 0
  private(set) var droppedDocuments = 0

  init(_ rule: Rule, limits: BloomLimits, elements: Int) throws {
    self.rule = rule
    self.limits = limits
    self.elements = elements
    filter = try BlockedBloomFilter(limits.size(elements: elements))
    capacity = filter.size.capacity(falsePositiveRate: limits.falsePositiveRate)
  }

  /// Runs over all observations of a corpus.
  static func run(
    _ rule: Rule, limits: BloomLimits, over observations: SidecarMerge, context: ResolveContext,
    into decisions: SidecarWriter
  ) throws {
    func unreadable() -> DeduplicationError {
      DeduplicationError(
        problem: .unreadableRecord(bytes: observations.payload.count),
        document: context.inputs.printedIdentity(
          of: DocumentID(rawValue: observations.document)))
    }
    var elements = 0
    var isOpen = try observations.advance()
    while isOpen, observations.key == 0 {
      guard let count = observations.payload.integer(at: 0, as: UInt64.self),
        count <= UInt64(Int.max >> 16) - UInt64(elements)
      else { throw unreadable() }
      elements += Int(count)
      isOpen = try observations.advance()
    }
    var pass = try BloomPass(rule, limits: limits, elements: elements)
    while isOpen {
      guard pass.observation.read(observations.payload) else { throw unreadable() }
      let document = DocumentID(rawValue: observations.document)
      try pass.decide(about: document, into: decisions)
      if limits.whenFull == .fail, pass.filter.count > pass.capacity {
        throw pass.full(at: context.inputs.printedIdentity(of: document))
      }
      isOpen = try observations.advance()
    }
    pass.report(to: &context.tally)
  }

  private mutating func decide(about document: DocumentID, into decisions: SidecarWriter) throws {
    let elements = observation.elements
    switch rule {
    case .paragraphs:
      for (index, paragraph) in observation.paragraphs.enumerated() {
        guard let element = paragraph.first, filter.insert(elements[element]) else { continue }
        try cut(index, of: document, decisions)
      }
    case .documents:
      guard let element = elements.first, filter.insert(element) else { return }
      try drop(document, 1, decisions)
    case .fractions(let threshold, let cutsParagraphs, let dropsDocuments):
      var kept: [Range<Int>] = []
      var cuts: [Int] = []
      var known = 0
      for (index, paragraph) in observation.paragraphs.enumerated() {
        let knownHere = paragraph.count { filter.contains(elements[$0]) }
        known += knownHere
        let isRepeated = Double(knownHere) > threshold * Double(paragraph.count)
        if cutsParagraphs, isRepeated { cuts.append(index) } else { kept.append(paragraph) }
      }
      if dropsDocuments, Double(known) > threshold * Double(elements.count) {
        return try drop(document, Double(known) / Double(elements.count), decisions)
      }
      for index in cuts { try cut(index, of: document, decisions) }
      for paragraph in kept { for index in paragraph { filter.insert(elements[index]) } }
    }
  }

  private mutating func cut(
    _ index: Int, of document: DocumentID, _ decisions: SidecarWriter
  ) throws {
    cutParagraphs += 1
    try SegmentDecision.cut(index: index).write(about: document, to: decisions)
  }

  private mutating func drop(
    _ document: DocumentID, _ value: Double, _ decisions: SidecarWriter
  ) throws {
    droppedDocuments += 1
    try SegmentDecision.drop(value: value).write(about: document, to: decisions)
  }

  private func full(at document: String) -> BloomFilterError {
    let needed = BloomSize(elements: elements, falsePositiveRate: limits.falsePositiveRate).bytes
    return BloomFilterError(
      problem: .full(
        capacity: capacity, megabytes: limits.maximumMegabytes,
        falsePositiveRate: limits.falsePositiveRate, neededMegabytes: needed >> 20 + 1),
      document: document)
  }

  /// Counts what was decided, and the rate of false positives that the filter ended with.
  private func report(to tally: inout Tally) {
    let rate = filter.size.falsePositiveRate(elements: filter.count)
    tally.add("distinctElements", filter.count)
    tally.add("filterBytes", filter.size.bytes)
    tally.add("falsePositivesPerBillion", Int((rate * 1e9).rounded(.up)))
    tally.add("paragraphsCut", cutParagraphs)
    tally.add("documentsDropped", droppedDocuments)
  }
}
