internal import Pipelines

/// Maps token shards of any format, with the errors of this target.
enum TokenShardFile {
  /// The mapped bytes of a file; it must not shrink meanwhile, as shards are never changed in place.
  static func map(_ path: String) throws(TokenShardError) -> MappedFile {
    do {
      return try MappedFile(opening: path)
    } catch {
      let reason = (error as? FileError)?.reason ?? "\(error)"
      throw TokenShardError(.unreadable(reason: reason), path: path)
    }
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
