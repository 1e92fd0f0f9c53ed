internal import Compression
internal import Pipelines
internal import Text

/// Writes documents, or rows of one length, as an MDS data set, drawn in `MDS.swift`.
///
/// Documents end with the end-of-text token. Rows are cut from the documents joined by it; what is left
/// at the end is too short for a row and not written. Memory: one shard.
public final class MDSWriter: TokenDocumentWriter {
  /// Tokens that were left over at the end and are in no row.
  public private(set) var leftOverTokens = 0

  private let folder: String
  private let kind: TokenInteger
  private let endOfText: UInt32
  private let sequenceLength: Int?
  private let isCompressed: Bool
  private let sizeLimit: Int
  private var row = ContiguousArray<UInt32>()
  private var samples: [UInt8] = []
  private var ends: [Int] = []
  private var entries: [String] = []
  private var paths: [String] = []

  /// - `folder`: an existing folder.
  /// - `sequenceLength`: tokens per row; nil for a row per document.
  /// - `isCompressed`: whether shards are packed with zstd.
  /// - `sizeLimit`: most bytes per shard before compression, unless one row has more.
  /// - Precondition: `sequenceLength` is at least 1.
  public init(
    folder: String, vocabularySize: Int, endOfText: UInt32, sequenceLength: Int? = nil,
    isCompressed: Bool = false, sizeLimit: Int = 1 << 26
  ) {
    precondition(sequenceLength ?? 1 >= 1, "tokens per row")
    self.folder = folder
    kind = TokenInteger(vocabularySize: vocabularySize)
    self.endOfText = endOfText
    self.sequenceLength = sequenceLength
    self.isCompressed = isCompressed
    self.sizeLimit = sizeLimit
  }

  public func append(_ document: TokenDocument) throws(TokenShardError) {
    try kind.check(document.tokens.span, path: folder)
    guard let sequenceLength else {
      row.removeAll(keepingCapacity: true)
      row.append(contentsOf: document.tokens)
      row.append(endOfText)
      return try writeRow()
    }
    var rest = document.tokens[...]
    while row.count + rest.count >= sequenceLength {
      let count = sequenceLength - row.count
      row.append(contentsOf: rest.prefix(count))
      rest = rest.dropFirst(count)
      try writeRow()
      row.removeAll(keepingCapacity: true)
    }
    row.append(contentsOf: rest)
    row.append(endOfText)
    guard row.count == sequenceLength else { return }
    try writeRow()
    row.removeAll(keepingCapacity: true)
  }

  public func finish() throws(TokenShardError) -> [String] {
    if sequenceLength != nil { leftOverTokens = row.count }
    try closeShard()
    let path = "\(folder)/\(MDS.indexName)"
    let index = try FileOutput(path: path)
    let shards = entries.joined(separator: ", ")
    try index.write(Array("{\"shards\": [\(shards)], \"version\": \(MDS.version)}".utf8))
    try index.flush()
    return paths + [path]
  }

  private func writeRow() throws(TokenShardError) {
    var head: [UInt8] = []
    if sequenceLength == nil {
      // One axis, its length in as few bytes as hold it.
      let code = row.count < 1 << 8 ? 0 : row.count < 1 << 16 ? 1 : 2
      head = [UInt8(4 + code)]
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: row.count).littleEndian) {
        head.append(contentsOf: $0.prefix(1 << code))
      }
    }
    let size = head.count + row.count * kind.width
    let sample = size + (sequenceLength == nil ? 4 : 0)
    let used = 8 + settings.utf8.count + samples.count + 4 * ends.count
    if used + sample + 4 > sizeLimit { try closeShard() }
    guard 12 + settings.utf8.count + sample <= Int(UInt32.max) else {
      throw TokenShardError(
        .outOfRange("a document of \(row.count) tokens does not fit a shard of 4 GB"), path: folder)
    }
    if sequenceLength == nil {
      withUnsafeBytes(of: UInt32(size).littleEndian) { samples.append(contentsOf: $0) }
    }
    samples.append(contentsOf: head)
    for token in row {
      samples.append(UInt8(truncatingIfNeeded: token))
      samples.append(UInt8(truncatingIfNeeded: token >> 8))
      guard kind.width == 4 else { continue }
      samples.append(UInt8(truncatingIfNeeded: token >> 16))
      samples.append(UInt8(truncatingIfNeeded: token >> 24))
    }
    ends.append(samples.count)
  }

  private func closeShard() throws(TokenShardError) {
    guard !ends.isEmpty else { return }
    let name = "shard.\(ExchangeName.padded(paths.count, digits: 5)).mds"
    let first = 4 + 4 * (ends.count + 1) + settings.utf8.count
    var head: [UInt8] = []
    for number in [ends.count, first] + ends.map({ first + $0 }) {
      withUnsafeBytes(of: UInt32(number).littleEndian) { head.append(contentsOf: $0) }
    }
    head.append(contentsOf: settings.utf8)
    let path = "\(folder)/\(name)" + (isCompressed ? ".zstd" : "")
    let stored = try TokenShardFile.writing(path) {
      let file = try FileWriter(creating: path)
      let sink: any OutputSink = isCompressed ? try ZstdWriter(file) : PlainWriter(file)
      try sink.write(head)
      try sink.write(samples)
      try sink.finish()
      return file.byteCount
    }
    let raw = Self.file(name, bytes: head.count + samples.count)
    let zip = isCompressed ? Self.file(name + ".zstd", bytes: stored) : "null"
    entries.append(
      "{\(columns), \"hashes\": [], \"raw_data\": \(raw), \"samples\": \(ends.count), "
        + "\"size_limit\": \(sizeLimit), \"version\": \(MDS.version), \"zip_data\": \(zip)}")
    paths.append(path)
    samples.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// The beginning of the settings in index and shards, as Python's `json` prints it.
  private var columns: String {
    let encoding = sequenceLength.map { "ndarray:\(kind):\($0)" } ?? "ndarray:\(kind)"
    let size = sequenceLength.map { String($0 * kind.width) } ?? "null"
    return "\"column_encodings\": [\"\(encoding)\"], \"column_names\": [\"tokens\"], "
      + "\"column_sizes\": [\(size)], \"compression\": \(isCompressed ? "\"zstd\"" : "null"), "
      + "\"format\": \"\(MDS.format)\""
  }

  /// The settings inside a shard.
  private lazy var settings =
    "{\(columns), \"hashes\": [], \"size_limit\": \(sizeLimit), \"version\": \(MDS.version)}"

  private static func file(_ name: String, bytes: Int) -> String {
    "{\"basename\": \"\(name)\", \"bytes\": \(bytes), \"hashes\": {}}"
  }
}
