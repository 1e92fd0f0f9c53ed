import FoundationEssentials
import Text

private let magic: UInt32 = 0x4753_4C53

private struct Header: Codable {
  var columns: [String]
  var fates: [String]
  var rows: Int
}

extension SignalRows {
  /// Writes the rows to a new file.
  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var header = Array(
      try encoder.encode(Header(columns: columns, fates: fates, rows: records.count)))
    while header.count % 8 != 0 { header.append(0x20) }
    var file = try HashedFile(creating: path)
    var start: [UInt8] = []
    start.appendInteger(magic)
    start.appendInteger(UInt32(1))
    start.appendInteger(UInt64(header.count))
    try file.write(start + header)
    try file.write(records) { $0 }
    try file.write(rowFates) { $0 }
    for column in values { try file.write(column) { $0.bitPattern } }
    try file.finish()
  }

  /// Reads a signals file.
  public static func read(_ path: String) throws -> SignalRows {
    let bytes = try readFile(path)
    func refuse(_ found: String) -> SidecarError {
      SidecarError(path: path, found: found, expected: "a whole signals file (SLSG, version 1)")
    }
    guard bytes.count >= 32, bytes.integer(at: 0, as: UInt32.self) == magic,
      bytes.integer(at: 4, as: UInt32.self) == 1,
      let length = bytes.integer(at: 8, as: UInt64.self), length <= UInt64(bytes.count - 32)
    else { throw refuse("\(bytes.count) bytes without its header") }
    let covered = Array(bytes[..<(bytes.count - 16)])
    let hash = StableHash.hash128(covered.span)
    guard bytes.integer(at: covered.count, as: UInt64.self) == hash.high,
      bytes.integer(at: covered.count + 8, as: UInt64.self) == hash.low
    else { throw refuse("a checksum that does not fit the content") }
    let start = 16 + Int(length)
    let header = try JSONDecoder().decode(Header.self, from: Data(bytes[16..<start]))
    let (cells, overflow) = header.rows.multipliedReportingOverflow(by: header.columns.count + 2)
    guard header.rows >= 0, !overflow, cells == (covered.count - start) / 8 else {
      throw refuse("\(header.rows) rows of \(header.columns.count) columns in \(bytes.count) bytes")
    }
    var rows = SignalRows()
    rows.columns = header.columns
    rows.fates = header.fates
    func cell(_ index: Int) -> UInt64 { bytes.integer(at: start + 8 * index) ?? 0 }
    rows.records = (0..<header.rows).map(cell)
    rows.rowFates = (0..<header.rows).map { cell(header.rows + $0) }
    guard rows.rowFates.allSatisfy({ $0 < UInt64(header.fates.count) }) else {
      throw refuse("a fate that the header does not name")
    }
    for column in header.columns.indices {
      rows.values.append(
        (0..<header.rows).map { Double(bitPattern: cell((column + 2) * header.rows + $0)) })
    }
    return rows
  }
}

/// A file that ends with the hash of its bytes, written without holding them.
private struct HashedFile {
  private static let pieceCount = 1 << 13
  private let file: FileWriter
  private var hasher = StreamingHash128()

  init(creating path: String) throws { file = try FileWriter(creating: path) }

  mutating func write(_ bytes: [UInt8]) throws {
    hasher.update(bytes)
    try file.write(bytes)
  }

  /// Writes a word for each value, in pieces.
  mutating func write<Value>(_ values: [Value], _ word: (Value) -> UInt64) throws {
    for start in stride(from: 0, to: values.count, by: Self.pieceCount) {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(8 * Self.pieceCount)
      for value in values[start..<min(start + Self.pieceCount, values.count)] {
        bytes.appendInteger(word(value))
      }
      try write(bytes)
    }
  }

  mutating func finish() throws {
    let hash = hasher.finalized()
    var end: [UInt8] = []
    end.appendInteger(hash.high)
    end.appendInteger(hash.low)
    try file.write(end)
    try file.close()
  }
}
