import Glibc
import Text

/// One pass over a journal: which records are whole, and where the file must end.
struct JournalScan {
  private(set) var places: [Hash128: Range<Int>] = [:]
  /// Behind the last whole record, where the file is cut; 0 for a file that is to be begun.
  private(set) var end = 0
  private(set) var recovery = GenerationJournal.Recovery()

  init(file: Int32, path: String) throws(JournalError) {
    let size = Int(lseek(file, 0, SEEK_END))
    guard size >= 0 else { throw JournalError(.system(errno), path: path) }
    let magic = JournalRecord.magic
    let beginning = try readAll(file, 0..<min(size, magic.count), path)
    guard beginning == Array(magic.prefix(beginning.count)) else {
      throw JournalError(.notAJournal, path: path)
    }
    guard beginning.count == magic.count else {
      recovery.tornBytes = beginning.count
      return
    }
    end = magic.count
    var damaged = 0
    var offset = end
    while offset + JournalRecord.headerBytes <= size {
      let header = try readAll(file, offset..<offset + JournalRecord.headerBytes, path)
      let length = Int(JournalRecord.integer(header[...], 0) as UInt32)
      let payload = offset + JournalRecord.headerBytes..<offset + JournalRecord.headerBytes + length
      guard length >= JournalRecord.identityBytes, length <= JournalRecord.maximumPayloadBytes,
        payload.upperBound <= size
      else { break }
      let bytes = try readAll(file, payload, path)
      offset = payload.upperBound
      if CRC32C.checksum(bytes) == JournalRecord.integer(header[...], 4) as UInt32 {
        places[JournalRecord.identity(bytes[...])] = payload
        recovery.records += 1
        // Bad records before a good one are damage, not a torn end: they stay, unused.
        recovery.damagedRecords += damaged
        damaged = 0
        end = offset
      } else {
        damaged += 1
      }
    }
    recovery.tornBytes = size - end
  }
}

/// Reads a range of a file whole.
func readAll(_ file: Int32, _ range: Range<Int>, _ path: String) throws(JournalError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: range.count)
  var done = 0
  while done < bytes.count {
    let count = bytes.withUnsafeMutableBytes {
      pread(
        file, $0.baseAddress.map { $0 + done }, range.count - done, off_t(range.lowerBound + done))
    }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else {
      throw JournalError(count < 0 ? .system(errno) : .shortened, path: path)
    }
    done += count
  }
  return bytes
}

/// Writes bytes at an offset of a file, or throws.
func writeAll(
  _ bytes: [UInt8], to file: Int32, at offset: Int, _ path: String
) throws(JournalError) {
  var done = 0
  while done < bytes.count {
    let count = bytes.withUnsafeBytes {
      pwrite(file, $0.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
    }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { throw JournalError(.system(errno), path: path) }
    done += count
  }
}
