/// Hands the surviving documents of a shard on to the next pass: what changed about them, or whole.
///
/// Changes are small, but the next pass must read the input again; whole documents must be compressed,
/// written and read. What is cheaper depends on how many documents are left. In a profile of
/// near-duplicate removal over gzip shards, reading one again took about 0.4 of what compressing, writing,
/// checking and reading its documents took: below that share they are kept whole.
package struct IntermediateSink: DocumentSink {
  /// Below this share of records that survive, documents are kept whole.
  static let minimumShare = 0.4
  /// The share is that of the first records: of so many, or fewer if their survivors are large.
  static let sampledRecords = 512
  static let sampledBytes = 4 << 20

  private let create: (_ keepsRecords: Bool) throws -> any DocumentSink
  private var sink: (any DocumentSink)?
  private var sample: [Document] = []
  private var sampleBytes = 0

  /// - Parameter create: makes the file when the share is known.
  package init(_ create: @escaping (_ keepsRecords: Bool) throws -> any DocumentSink) {
    self.create = create
  }

  package mutating func append(_ document: Document) throws {
    guard sink == nil else {
      try sink?.append(document)
      return
    }
    sample.append(document)
    sampleBytes += document.text.count + document.record.bytes.count
    guard document.id.record + 1 >= Self.sampledRecords || sampleBytes >= Self.sampledBytes else {
      return
    }
    try decide()
  }

  package mutating func finish() throws {
    if sink == nil { try decide() }
    try sink?.finish()
  }

  private mutating func decide() throws {
    let records = (sample.last?.id.record ?? 0) + 1
    var sink = try create(Double(sample.count) < Self.minimumShare * Double(records))
    for document in sample { try sink.append(document) }
    sample = []
    self.sink = sink
  }
}
