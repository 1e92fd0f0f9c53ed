import Compression
import Glibc
public import Pipelines
public import Text

/// Lists the input files of a source: which files, how each is read, and marks by which a later
/// change is noticed.
public enum InputListing {
  private static let sampleBytes = 1 << 16

  /// Lists the shards of a source.
  ///
  /// Names are file names without format endings; where two files share one, later paths get `-2`,
  /// `-3` and so on. In a folder, files whose names tell no format are left out unless `format` is
  /// given.
  /// - Parameters:
  ///   - source: name of the source in the pipeline file.
  ///   - patterns: paths, globs, folders, `@list` or `.list` files of one path or glob a line.
  ///   - format: format of all files; nil finds it from each name.
  ///   - firstOrdinal: ordinal of the first shard in the plan.
  /// - Returns: shards in byte order of their paths.
  /// - Throws: `ListingError`.
  public static func shards(
    source: String, patterns: [String], format: RecordFormat? = nil, firstOrdinal: Int = 0
  ) throws -> [InputShard] {
    var names = ShardNames()
    return try files(patterns, format: format).enumerated().map { index, file in
      let sample = try contentSample(file.path)
      return InputShard(
        ordinal: firstOrdinal + index, source: source, name: names.unique(for: file.path),
        path: file.path, format: file.format.rawValue, bytes: sample.bytes,
        contentSample: sample.hash.description)
    }
  }

  /// Every file that patterns lead to, whatever its format, in the order of the patterns.
  ///
  /// `isNamed` tells a file that a pattern names from one that lies in a folder it names.
  /// - Throws: `ListingError`.
  public static func paths(
    _ patterns: [String]
  ) throws -> [(path: String, isNamed: Bool)] {
    try patterns.flatMap { try PatternExpansion.matches($0) }.map { ($0.path, $0.isNamed) }
  }

  /// The files that patterns lead to, in byte order of their paths, for inputs that need not be shards.
  ///
  /// - Parameters:
  ///   - patterns: paths, globs, folders, `@list` or `.list` files of one path or glob a line.
  ///   - endings: of the files in a folder only those whose names end so count, compression endings
  ///     aside; a file that is named counts whatever its name.
  /// - Returns: paths, each once.
  /// - Throws: `ListingError`.
  public static func files(_ patterns: [String], endings: [String]) throws -> [String] {
    try listed(patterns, expected: endings.joined(separator: ", ")) { name, isNamed, _ in
      isNamed || endings.contains(where: RecordFormat.withoutCompressionEnding(name).hasSuffix)
        ? () : nil
    }.map(\.path)
  }

  /// A file's size and the 128-bit hash of size, first and last 64 KiB.
  /// - Throws: `FileError` when the file cannot be read.
  public static func contentSample(_ path: String) throws -> (bytes: Int, hash: Hash128) {
    let file = try InputFile(opening: path)
    var hasher = StreamingHash128()
    withUnsafeBytes(of: UInt64(file.byteCount).littleEndian) { hasher.update($0) }
    hasher.update(try file.read(upTo: sampleBytes))
    if file.byteCount > sampleBytes, file.seek(to: max(sampleBytes, file.byteCount - sampleBytes)) {
      hasher.update(try file.read(upTo: sampleBytes))
    }
    return (file.byteCount, hasher.finalized())
  }

  /// Refuses a shard whose file is not what it was when it was listed.
  /// - Throws: `FileError`.
  public static func checkUnchanged(_ shard: InputShard) throws {
    guard !shard.contentSample.isEmpty else { return }
    let sample = try contentSample(shard.path)
    guard sample.bytes == shard.bytes, sample.hash.description == shard.contentSample else {
      throw FileError(
        path: shard.path, operation: "read",
        reason: "found \(sample.bytes) bytes that differ from the \(shard.bytes) of the plan, "
          + "expected an unchanged file; make a new plan")
    }
  }

  private static func files(
    _ patterns: [String], format: RecordFormat?
  ) throws -> [(path: String, format: RecordFormat)] {
    try listed(patterns, expected: ".json, .jsonl, .txt") { name, isNamed, match in
      if let fileFormat = format ?? RecordFormat(fileName: name) { return fileFormat }
      if isNamed { throw unknownFormat(match.path, match.pattern) }
      return nil
    }
  }

  /// The files that patterns lead to and `format` wants, each with what `format` says of it, in byte
  /// order of their paths.
  private static func listed<Format>(
    _ patterns: [String], expected: String,
    _ format: (
      _ name: String, _ isNamed: Bool, _ match: (path: String, pattern: String)
    ) throws -> Format?
  ) throws -> [(path: String, format: Format)] {
    var listed: [(path: String, format: Format)] = []
    var patternOfFile: [String: String] = [:]
    for pattern in patterns {
      let countBefore = listed.count
      for match in try PatternExpansion.matches(pattern) {
        let name = match.path.split(separator: "/").last.map(String.init) ?? match.path
        guard let fileFormat = try format(name, match.isNamed, (match.path, pattern)) else {
          continue
        }
        if let earlier = patternOfFile.updateValue(
          pattern, forKey: try canonical(match.path, pattern))
        {
          throw ListingError(
            problem: .duplicate, pattern: pattern,
            message: "'\(match.path)' is already named by '\(earlier)'; name every file once")
        }
        listed.append((match.path, fileFormat))
      }
      guard listed.count > countBefore else {
        throw ListingError(
          problem: .noMatch, pattern: pattern,
          message: "found no file of a known format (\(expected), with .gz or .zst); "
            + "set 'format' (on the command line: --format) if the files have other names")
      }
    }
    return listed.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private static func unknownFormat(_ path: String, _ pattern: String) -> ListingError {
    let known = RecordFormat.allCases.map(\.rawValue).joined(separator: ", ")
    return ListingError(
      problem: .unknownFormat, pattern: pattern,
      message: "the name of '\(path)' tells no format; set 'format' to one of \(known) "
        + "(on the command line: --format)")
  }

  /// The path without links, after a check that the file can be opened.
  private static func canonical(_ path: String, _ pattern: String) throws -> String {
    guard access(path, R_OK) == 0, let resolved = realpath(path, nil) else {
      throw ListingError(
        problem: .unreadable, pattern: pattern,
        message:
          "'\(path)' cannot be read (\(String(cString: strerror(errno)))); check its permissions")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
