internal import Pipelines

/// Maps token shards of any format, with the errors of this target.
enum TokenShardFile {
  /// The mapped bytes of a file; it must not shrink meanwhile, as shards are never changed in place.
  static func map(_ path: String) throws(TokenShardError) -> MappedFile {
    try reading(path) { try MappedFile(opening: path) }
  }

  /// Runs a step that writes a file, with the errors of this target.
  static func writing<Result>(
    _ path: String, _ body: () throws -> Result
  ) throws(TokenShardError) -> Result {
    do {
      return try body()
    } catch {
      throw TokenShardError(.unwritable(reason: reason(error)), path: path)
    }
  }

  /// Runs a step that reads a file, with the errors of this target.
  static func reading<Result>(
    _ path: String, _ body: () throws -> Result
  ) throws(TokenShardError) -> Result {
    do {
      return try body()
    } catch {
      throw TokenShardError(.unreadable(reason: reason(error)), path: path)
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as? FileError)?.reason ?? "\(error)"
  }
}

extension UnsafeRawBufferPointer {
  /// Reads a little-endian number; the caller keeps to the bounds.
  ///
  /// In this module, so that loops over tokens are specialised.
  @inline(__always)
  func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
  }
}
