import Instruct
import TestSupport
import Testing
import Text

@Suite struct GenerationJournalTests {
  private let folder = TemporaryFolder()

  private func identity(_ number: Int) -> Hash128 { StableHash.hash128("request \(number)") }

  private func entry(_ number: Int) -> JournalEntry {
    number == 1
      ? .failure("refused")
      : .reply(
        GenerationReply(
          text: "text \(number) é\n", finishReason: .length,
          usage: TokenUsage(promptTokens: number, completionTokens: 2)))
  }

  /// Writes three entries and returns the bytes of the file.
  private func write(_ path: String) throws -> [UInt8] {
    let journal = try GenerationJournal(path: path)
    for number in 0..<3 { try journal.append(entry(number), for: identity(number)) }
    return TemporaryFolder.bytes(ofFile: path)
  }

  @Test func `entries are found again, and a second one for a request is ignored`() throws {
    let path = folder.path + "/a"
    let bytes = try write(path)
    let journal = try GenerationJournal(path: path)
    #expect(journal.recovery.records == 3)
    #expect(journal.recovery.tornBytes + journal.recovery.damagedRecords == 0)
    for number in 0..<3 { #expect(try journal.entry(for: identity(number)) == entry(number)) }
    #expect(try journal.entry(for: identity(3)) == nil)
    try journal.append(.failure("other"), for: identity(0))
    #expect(TemporaryFolder.bytes(ofFile: path) == bytes)
  }

  @Test func `a journal torn at any byte keeps its whole records and goes on`() throws {
    let bytes = try write(folder.path + "/whole")
    var ends: [Int] = []
    for length in 0...bytes.count {
      let path = folder.write(bytes.prefix(length), to: "torn")
      let journal = try GenerationJournal(path: path)
      let records = journal.recovery.records
      for number in 0..<3 {
        let found = try journal.entry(for: identity(number))
        #expect(found == (number < records ? entry(number) : nil))
        try journal.append(entry(number), for: identity(number))
      }
      if ends.count < records { ends.append(length) }
      #expect(journal.count == 3)
      #expect(TemporaryFolder.bytes(ofFile: path) == bytes)
    }
    #expect(ends.count == 3)
    #expect(ends.last == bytes.count)
  }

  @Test func `a flipped bit loses at most the records it touches, and never lies`() throws {
    let bytes = try write(folder.path + "/whole")
    for index in 8..<bytes.count {
      var damaged = bytes
      damaged[index] ^= 0x10
      let journal = try GenerationJournal(path: folder.write(damaged, to: "flipped"))
      var found = 0
      for number in 0..<3 {
        if let known = try journal.entry(for: identity(number)) {
          #expect(known == entry(number))
          found += 1
        }
      }
      #expect(found < 3)
      #expect(journal.recovery.tornBytes > 0 || journal.recovery.damagedRecords > 0)
    }
  }

  @Test func `a file that is no journal is refused and left alone`() throws {
    let path = folder.write("{\"instruction\":1}\n", to: "other")
    let error = #expect(throws: JournalError.self) { try GenerationJournal(path: path) }
    #expect(error?.problem == .notAJournal)
    #expect(folder.read("other") == Array("{\"instruction\":1}\n".utf8))
  }

  @Test func `a journal in use is refused`() throws {
    let path = folder.path + "/used"
    let journal = try GenerationJournal(path: path)
    let error = #expect(throws: JournalError.self) { try GenerationJournal(path: path) }
    #expect(error?.problem == .inUse)
    #expect(journal.count == 0)
  }

  @Test func `a path that cannot be written is an error with its place`() {
    let error = #expect(throws: JournalError.self) {
      try GenerationJournal(path: folder.path + "/no/such/folder")
    }
    #expect(error?.description.contains("/no/such/folder: error: No such file") == true)
  }
}
