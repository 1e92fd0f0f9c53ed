import Compression
public import Pipelines

/// Keeps what could not be used: the raw bytes in one file, a JSON line for each problem in
/// another.
///
/// A line tells where (`id`, `path`, `record`, `byteOffset` after decompression), what (`kind`,
/// `found`, `expected`, `advice`) and which bytes of the raw file belong to it (`rawStart`,
/// `rawBytes`; a line feed follows them there). Both files are made when the first problem comes.
public final class QuarantineWriter: ProblemSink {
  private let shard: InputShard
  private let files: QuarantineFiles
  private let isStrict: Bool
  private var raw: (any OutputSink)?
  private var list: (any OutputSink)?
  private var rawOffset = 0
  private var rawStart = 0

  /// Makes no file yet.
  ///
  /// With `isStrict` the first problem, once written, is thrown and ends the reading.
  public init(shard: InputShard, files: QuarantineFiles, isStrict: Bool = false) {
    self.shard = shard
    self.files = files
    self.isStrict = isStrict
  }

  public func quarantine(_ piece: UnsafeRawBufferPointer) throws {
    let output = try raw ?? OutputSinks.create(files.raw())
    raw = output
    try output.write(piece)
    rawOffset += piece.count
  }

  public func report(_ problem: RecordProblem) throws {
    var object = JSONObjectWriter()
    object.add("id", shard.printedIdentity(record: problem.record - 1))
    object.add("path", problem.path)
    object.add("record", problem.record)
    object.add("byteOffset", problem.byteOffset)
    object.add("kind", problem.kind.rawValue)
    object.add("found", problem.found)
    object.add("expected", problem.expected)
    object.add("advice", problem.advice)
    object.add("rawStart", rawStart)
    object.add("rawBytes", rawOffset - rawStart)
    if rawOffset > rawStart {
      try raw?.write([0x0A])
      rawOffset += 1
    }
    rawStart = rawOffset
    let output = try list ?? OutputSinks.create(files.list())
    list = output
    try output.write(object.finished() + [0x0A])
    guard isStrict else { return }
    try finish()
    throw problem
  }

  /// Completes the files; nothing is written after it.
  public func finish() throws {
    try raw?.finish()
    try list?.finish()
    (raw, list) = (nil, nil)
  }
}
