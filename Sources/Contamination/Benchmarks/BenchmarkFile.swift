import Text

/// The records of one evaluation file, whatever its layout.
///
/// What begins with a brace is JSON lines or one object, with a bracket a JSON array; `.csv` and `.tsv`
/// files are tables whose first row names the columns.
struct BenchmarkFile {
  let path: String
  let contents: [UInt8]

  /// Calls `body` with every record in file order and its number from 1.
  /// - Throws: `BenchmarkError`, and what `body` throws.
  func forEachRecord(_ body: (BenchmarkRecord, Int) throws -> Void) throws {
    try contents.withUnsafeBufferPointer { bytes in
      let start = try checkEncoding(bytes)
      let name = BenchmarkSet.withoutCompressionEnding(path)
      if name.hasSuffix(".csv") || name.hasSuffix(".tsv") {
        let separator = name.hasSuffix(".tsv") ? UInt8(ascii: "\t") : UInt8(ascii: ",")
        try forEachRow(CSVRows(bytes, from: start, separator: separator), body)
      } else {
        try forEachValue(bytes, from: start, body)
      }
    }
  }

  // MARK: Encoding

  /// Checks that the bytes are UTF-8 text; returns where it begins, behind a byte order mark.
  private func checkEncoding(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Int {
    func refuse(_ found: String, _ remedy: String, at offset: Int) -> BenchmarkError {
      BenchmarkError(
        path: path, place: place(of: offset, in: bytes),
        problem: .encoding(found: found, remedy: remedy))
    }
    if bytes.starts(with: Array("PAR1".utf8)) {
      throw refuse(
        "a Parquet file", "this program reads no Parquet: convert it to JSON lines", at: 0)
    }
    let zero = bytes.prefix(4096).firstIndex(of: 0)
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || zero != nil {
      throw refuse(
        "UTF-16 or binary data", "convert it: iconv -f UTF-16 -t UTF-8", at: zero ?? 0)
    }
    if let offset = UTF8Validation.firstInvalidOffset(in: bytes) {
      let digits = String(bytes[offset], radix: 16, uppercase: true)
      throw refuse(
        "the byte 0x\(digits), as Latin-1 text or damage have it",
        "convert it: iconv -f ISO-8859-1 -t UTF-8", at: offset)
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  // MARK: JSON

  /// Values one behind the other (JSON lines, or a single object), or those of one array.
  private func forEachValue(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int,
    _ body: (BenchmarkRecord, Int) throws -> Void
  ) throws {
    let scanner = JSONScanner()
    var lines = LineCounter(bytes)
    var number = 0
    func emit(_ range: Range<Int>) throws {
      number += 1
      let place = lines.place(of: range.lowerBound)
      let problem: BenchmarkError.Problem
      if range.count > BenchmarkSet.maximumRecordBytes {
        problem = .tooLong(bytes: range.count, limit: BenchmarkSet.maximumRecordBytes)
      } else {
        let value = UnsafeBufferPointer(rebasing: bytes[range])
        if case .map(let fields) = FieldValue(checked: value) {
          let origin = BenchmarkOrigin(place: place, record: Self.oneLine(value))
          return try body(BenchmarkRecord(fields, origin: origin), number)
        }
        problem = .notARecord(found: "\(JSONKind(firstByte: bytes[range.lowerBound]))")
      }
      throw BenchmarkError(path: path, record: number, place: place, problem: problem)
    }
    do {
      guard let first = bytes[start...].firstIndex(where: { !Self.isSpace($0) }) else { return }
      if bytes[first] == UInt8(ascii: "[") {
        let end = try forEachElement(of: first, in: bytes, scanner, emit)
        if let rest = try scanner.valueRange(in: bytes, from: end) {
          throw JSONProblem(
            .trailingBytes, at: rest.lowerBound, found: "a value behind the array",
            expected: "the end of the file")
        }
      } else {
        var position = first
        while let range = try scanner.valueRange(in: bytes, from: position) {
          try emit(range)
          position = range.upperBound
        }
      }
    } catch let problem as JSONProblem {
      throw BenchmarkError(
        path: path, record: number + 1, place: place(of: problem.byteOffset, in: bytes),
        problem: .syntax(found: problem.found, expected: problem.expected))
    }
  }

  /// Calls `body` with the range of each element of an array; returns where the array ends.
  private func forEachElement(
    of opening: Int, in bytes: UnsafeBufferPointer<UInt8>, _ scanner: JSONScanner,
    _ body: (Range<Int>) throws -> Void
  ) throws -> Int {
    var position = opening + 1
    var isFirst = true
    while true {
      let next = bytes[position...].firstIndex { !Self.isSpace($0) }
      guard let next else {
        throw JSONProblem(
          .unexpectedEnd, at: bytes.count, found: "the end of the file", expected: "',' or ']'")
      }
      if bytes[next] == UInt8(ascii: "]"), isFirst || bytes[next - 1] != UInt8(ascii: ",") {
        return next + 1
      }
      if !isFirst {
        guard bytes[next] == UInt8(ascii: ",") else {
          throw JSONProblem(
            .unexpectedByte, at: next, found: "another value", expected: "',' or ']'")
        }
        position = next + 1
      }
      guard let range = try scanner.valueRange(in: bytes, from: position) else {
        throw JSONProblem(
          .unexpectedEnd, at: bytes.count, found: "the end of the file", expected: "a value")
      }
      try body(range)
      position = range.upperBound
      isFirst = false
    }
  }

  /// JSON without line ends: they stand only between values, where a space does as well.
  private static func oneLine(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    value.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  // MARK: Tables

  private func forEachRow(
    _ table: CSVRows, _ body: (BenchmarkRecord, Int) throws -> Void
  ) throws {
    var rows = table
    var header: [String] = []
    var number = 0
    do {
      while let row = try rows.next() {
        let place = BenchmarkError.Place(line: row.line, byteOffset: row.range.lowerBound)
        if header.isEmpty {
          header = row.fields
          for (column, name) in header.enumerated() where header[..<column].contains(name) {
            throw BenchmarkError(path: path, place: place, problem: .repeatedColumn(name))
          }
          continue
        }
        number += 1
        if let problem = problem(of: row, columns: header.count) {
          throw BenchmarkError(path: path, record: number, place: place, problem: problem)
        }
        let fields = zip(header, row.fields).map {
          FieldValue.Entry(name: $0, value: .text($1))
        }
        let origin = BenchmarkOrigin(place: place, record: FieldValue.map(fields).json)
        try body(BenchmarkRecord(fields, origin: origin), number)
      }
    } catch let problem as CSVRows.Problem {
      throw BenchmarkError(
        path: path, record: header.isEmpty ? nil : number + 1,
        place: BenchmarkError.Place(line: problem.line, byteOffset: problem.byteOffset),
        problem: .syntax(found: problem.found, expected: problem.expected))
    }
  }

  private func problem(of row: CSVRows.Row, columns: Int) -> BenchmarkError.Problem? {
    if row.range.count > BenchmarkSet.maximumRecordBytes {
      return .tooLong(bytes: row.range.count, limit: BenchmarkSet.maximumRecordBytes)
    }
    return row.fields.count == columns
      ? nil : .columns(found: row.fields.count, expected: columns)
  }

  private func place(
    of offset: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> BenchmarkError.Place {
    var lines = LineCounter(bytes)
    return lines.place(of: offset)
  }
}

/// Line numbers of ascending offsets, counted in one pass.
private struct LineCounter {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var line = 1

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func place(of offset: Int) -> BenchmarkError.Place {
    line += bytes[position..<max(position, offset)].count { $0 == 0x0A }
    position = max(position, offset)
    return BenchmarkError.Place(line: line, byteOffset: offset)
  }
}
