import TestSupport
import Testing
import Tokens

@Suite struct MultipleChoiceTests {
  static let questions = [
    MultipleChoiceQuestion(context: [7], endings: [[8], [9, 10]], label: 1),
    MultipleChoiceQuestion(context: [], endings: [[65_534], [], [1], [2, 3]], label: 0),
  ]

  static func written(in folder: TemporaryFolder) throws -> String {
    let path = folder.path + "/a.bin"
    let writer = try MultipleChoiceWriter(path: path)
    for question in questions { try writer.append(question) }
    try writer.finish()
    return path
  }

  @Test("a question is its bytes, place, label, and the counted tokens of context and endings")
  func bytes() throws {
    let folder = TemporaryFolder()
    let path = try Self.written(in: folder)
    let bytes = folder.read("a.bin")
    // Magic 20240522, version 1, 2 questions, the longest of 28 bytes.
    #expect(
      Array(bytes[..<16]) == [0x8A, 0xD8, 0x34, 0x01, 1, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0])
    #expect(bytes[16..<1024].allSatisfy { $0 == 0 })
    #expect(
      Array(bytes[1024..<1048])
        == [255, 255, 24, 0, 0, 0, 1, 0, 2, 0, 1, 0, 7, 0, 1, 0, 8, 0, 2, 0, 9, 0, 10, 0])
    #expect(bytes.count == 1024 + 24 + 28)
    #expect(try MultipleChoiceReader(opening: path).questions == Self.questions)
  }

  @Test("cut, changed and foreign files are refused, and never crash the reader")
  func damage() throws {
    let folder = TemporaryFolder()
    let path = try Self.written(in: folder)
    let bytes = folder.read("a.bin")
    for count in bytes.indices {
      folder.write(bytes[..<count], to: "a.bin")
      #expect(throws: TokenShardError.self) { _ = try MultipleChoiceReader(opening: path) }
    }
    for place in Array(0..<12) + Array(1024..<bytes.count) {
      for change in [0x01, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[place] ^= change
        folder.write(damaged, to: "a.bin")
        if let read = try? MultipleChoiceReader(opening: path) {
          #expect(place >= 1024 && read.questions.count == 2)
        }
      }
    }
    folder.write(bytes, to: "a.bin")
    #expect(throws: TokenShardError.self) {
      _ = try MultipleChoiceReader(opening: path, vocabularySize: 65_534)
    }
  }

  @Test("what does not fit 16 bits is refused")
  func limits() throws {
    let folder = TemporaryFolder()
    let writer = try MultipleChoiceWriter(path: folder.path + "/a.bin")
    let long = [UInt32](repeating: 1, count: 32_760)
    for question in [
      MultipleChoiceQuestion(context: [65_535], endings: [[1]], label: 0),
      MultipleChoiceQuestion(context: [1], endings: [[1]], label: 1),
      MultipleChoiceQuestion(context: [1], endings: [], label: 0),
      MultipleChoiceQuestion(context: long, endings: [[1]], label: 0),
    ] {
      #expect(throws: TokenShardError.self) { try writer.append(question) }
    }
    #expect(writer.questionCount == 0)
    // 2 * (6 + 32,759 + 1 + 1) = 65,534 bytes just fit.
    try writer.append(
      MultipleChoiceQuestion(context: Array(long.dropLast()), endings: [[1]], label: 0))
  }

  @Test("a line of HellaSwag is read with its other fields, also with a label of digits")
  func line() throws {
    let text =
      #"{"ind": 24, "ctx": "A man. he", "label": "3", "endings": ["a", "b", "c", "d"], "x": null}"#
    let question = try MultipleChoiceText(line: Array(text.utf8))
    #expect(question.context == "A man. he" && question.label == 3 && question.endings.count == 4)
    #expect(
      String(decoding: try question.line(), as: UTF8.self)
        == #"{"ctx":"A man. he","endings":["a","b","c","d"],"label":3}"#)
    for bad in ["", "[]", #"{"ctx": "a", "endings": ["b"], "label": "x"}"#, #"{"ctx": "a"}"#] {
      #expect(throws: (any Error).self) { _ = try MultipleChoiceText(line: Array(bad.utf8)) }
    }
  }
}
