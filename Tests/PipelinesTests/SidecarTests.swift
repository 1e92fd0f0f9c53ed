import Pipelines
import TestSupport
import Testing

private struct Row: Comparable, Hashable {
  var key: UInt64
  var document: UInt64
  var payload: [UInt8]

  static func < (left: Row, right: Row) -> Bool {
    if left.key != right.key { return left.key < right.key }
    if left.document != right.document { return left.document < right.document }
    return left.payload.lexicographicallyPrecedes(right.payload)
  }
}

private func randomRows(_ count: Int, seed: UInt64) -> [Row] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in
    let wide = random.next() & 1 == 0
    return Row(
      key: wide ? random.next() : random.next() % 50, document: random.next() % 20,
      payload: (0..<Int(random.next() % 9)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }
}

private func write(_ rows: [Row], to path: String, buffer: Int) throws {
  let writer = SidecarWriter(creating: path, bufferBytes: buffer)
  for row in rows {
    try writer.append(key: row.key, document: row.document, payload: row.payload.span)
  }
  try writer.finish()
}

private func read(_ paths: [String], _ range: KeyRange) throws -> [Row] {
  let merge = try SidecarMerge(paths: paths, range: range)
  var rows: [Row] = []
  while try merge.advance() {
    rows.append(Row(key: merge.key, document: merge.document, payload: merge.payload))
  }
  return rows
}

@Suite struct SidecarTests {
  @Test("a merge over ranges gives every record once, sorted", arguments: UInt64(0)..<12)
  func ranges(seed: UInt64) throws {
    let folder = TemporaryFolder()
    let rows = randomRows(8000, seed: seed)
    let paths = (0..<3).map { "\(folder.path)/\($0).sidecar" }
    for (index, path) in paths.enumerated() {
      try write(
        rows.enumerated().filter { $0.offset % 3 == index }.map(\.element), to: path,
        buffer: 1 << 20)
    }
    let parts = 1 << Int(seed % 5)
    let found = try (0..<parts).flatMap {
      try read(paths, .partition($0, of: parts))
    }
    #expect(found == rows.sorted())
  }

  @Test("the bytes depend on the records, not on the buffer or the order of arrival")
  func spilling() throws {
    let folder = TemporaryFolder()
    let rows = randomRows(20000, seed: 7)
    try write(rows, to: folder.path + "/large", buffer: 64 << 20)
    try write(rows.reversed(), to: folder.path + "/small", buffer: 1 << 16)
    #expect(folder.read("large") == folder.read("small"))
  }

  @Test("an empty sidecar has no records")
  func empty() throws {
    let folder = TemporaryFolder()
    try write([], to: folder.path + "/empty", buffer: 1 << 20)
    #expect(try read([folder.path + "/empty"], .all).isEmpty)
  }

  @Test("a file cut anywhere is refused before or while it is read, never crashes")
  func truncation() throws {
    let folder = TemporaryFolder()
    try write(randomRows(40, seed: 3), to: folder.path + "/whole", buffer: 1 << 20)
    let bytes = folder.read("whole")
    for length in 0..<bytes.count {
      let path = folder.write(bytes[..<length], to: "cut")
      #expect(throws: (any Error).self) { try read([path], .all) }
    }
  }

  @Test("a flipped bit is found wherever it is")
  func flippedBit() throws {
    let folder = TemporaryFolder()
    try write(randomRows(40, seed: 3), to: folder.path + "/whole", buffer: 1 << 20)
    let whole = folder.read("whole")
    for offset in whole.indices {
      var bytes = whole
      bytes[offset] ^= 1 << UInt8(offset % 8)
      let path = folder.write(bytes, to: "flipped")
      let error = #expect(throws: SidecarError.self, "byte \(offset)") { try read([path], .all) }
      #expect(error?.path == path)
    }
  }

  @Test("damage of a block is found by whoever reads it, before its first record")
  func damagedBlock() throws {
    let folder = TemporaryFolder()
    let rows = (0..<20_000).map { Row(key: UInt64($0), document: 0, payload: []) }
    try write(rows, to: folder.path + "/whole", buffer: 1 << 20)
    var bytes = folder.read("whole")
    bytes[bytes.count / 2] ^= 1
    let path = folder.write(bytes, to: "damaged")
    #expect(try read([path], KeyRange(lower: 0, upper: 100)).count == 101)
    #expect(try read([path], KeyRange(lower: 19_000, upper: 30_000)).count == 1000)
    let merge = try SidecarMerge(paths: [path], range: .all)
    var last: UInt64 = 0
    #expect(throws: SidecarError.self) { while try merge.advance() { last = merge.key } }
    // A block ends with the record that brings it to 64 KiB: 3856 records of 17 bytes.
    #expect(last + 1 == 2 * 3856)
  }

  @Test("records of one key come by document and payload, however many they are")
  func equalKeys() throws {
    let folder = TemporaryFolder()
    var random = SplitMix64(seed: 2)
    let rows = (0..<5000).map { _ in
      Row(key: 7, document: random.next() % 300, payload: [UInt8(random.next() % 3)])
    }
    try write(rows, to: folder.path + "/equal", buffer: 1 << 20)
    #expect(try read([folder.path + "/equal"], .all) == rows.sorted())
  }

  @Test("a shard's decisions are those keyed by its documents")
  func documentRange() throws {
    let folder = TemporaryFolder()
    let rows = (0..<3).flatMap { input in
      (0..<5).map {
        Row(key: DocumentID(input: input, record: $0).rawValue, document: 0, payload: [])
      }
    }
    try write(rows, to: folder.path + "/decisions", buffer: 1 << 20)
    let found = try read([folder.path + "/decisions"], .documents(ofInput: 1))
    #expect(found.map { DocumentID(rawValue: $0.key).input } == [1, 1, 1, 1, 1])
  }
}

@Suite struct DocumentTableTests {
  @Test("every stored document is found, no other")
  func lookUp() throws {
    let folder = TemporaryFolder()
    let table = try DocumentTableWriter(creating: folder.path + "/t")
    for record in stride(from: 0, to: 100, by: 3) {
      let bytes = [UInt8](repeating: UInt8(record), count: record)
      try table.append(DocumentID(input: 1, record: record), bytes.span)
    }
    try table.finish()
    let tables = try DocumentTables(paths: [nil, folder.path + "/t"])
    for record in 0..<120 {
      let found = try tables.withBytes(of: DocumentID(input: 1, record: record)) { Array($0) }
      let expected =
        record < 100 && record % 3 == 0
        ? [UInt8](repeating: UInt8(record), count: record) : nil
      #expect(found == expected)
    }
    #expect(try tables.withBytes(of: DocumentID(input: 0, record: 0)) { _ in true } == nil)
    #expect(try tables.withBytes(of: DocumentID(input: 9, record: 0)) { _ in true } == nil)
  }

  @Test("a table with a flipped bit never gives other bytes")
  func flippedBit() throws {
    let folder = TemporaryFolder()
    let table = try DocumentTableWriter(creating: folder.path + "/t")
    let stored = (0..<5).map { [UInt8](repeating: UInt8($0), count: 3 * $0 + 1) }
    for (record, bytes) in stored.enumerated() {
      try table.append(DocumentID(input: 0, record: 2 * record), bytes.span)
    }
    try table.finish()
    #expect(filesBelow(folder.path) == ["t"])
    let whole = folder.read("t")
    for offset in whole.indices {
      var bytes = whole
      bytes[offset] ^= 1 << UInt8(offset % 8)
      let path = folder.write(bytes, to: "flipped")
      do {
        let tables = try DocumentTables(paths: [path])
        var isNoticed = false
        for (record, bytes) in stored.enumerated() {
          do {
            let id = DocumentID(input: 0, record: 2 * record)
            let found = try tables.withBytes(of: id) { Array($0) }
            #expect(found == nil || found == bytes)
            isNoticed = isNoticed || found == nil
          } catch {
            #expect((error as? SidecarError)?.path == path)
            isNoticed = true
          }
        }
        #expect(isNoticed, "byte \(offset)")
      } catch {
        #expect((error as? SidecarError)?.path == path)
      }
    }
  }

  @Test("files of another version are refused with both versions", arguments: [4, -8])
  func version(offset: Int) throws {
    let folder = TemporaryFolder()
    try write([Row(key: 1, document: 2, payload: [])], to: folder.path + "/s", buffer: 1 << 16)
    try DocumentTableWriter(creating: folder.path + "/t").finish()
    for (name, place) in [("s", offset), ("t", offset == 4 ? 4 : -4)] {
      var bytes = folder.read(name)
      bytes[place < 0 ? bytes.count + place : place] = 9
      let path = folder.write(bytes, to: "other")
      let error = #expect(throws: SidecarError.self) {
        if name == "s" { _ = try read([path], .all) } else { _ = try DocumentTables(paths: [path]) }
      }
      #expect(error?.found == "version 9")
      #expect(error?.expected == "version 3")
    }
  }

  @Test("a table cut anywhere is refused")
  func truncation() throws {
    let folder = TemporaryFolder()
    let table = try DocumentTableWriter(creating: folder.path + "/t")
    try table.append(DocumentID(input: 0, record: 0), [1, 2, 3].span)
    try table.finish()
    let bytes = folder.read("t")
    for length in 0..<bytes.count {
      let path = folder.write(bytes[..<length], to: "cut")
      #expect(throws: (any Error).self) { try DocumentTables(paths: [path]) }
    }
  }
}
