import Testing
import Text

@Suite("JSON values one behind the other")
struct JSONScannerValuesTests {
  private func ranges(_ text: String) throws -> [String] {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { buffer in
      var found: [String] = []
      var position = 0
      while let range = try JSONScanner().valueRange(in: buffer, from: position) {
        found.append(String(decoding: buffer[range], as: UTF8.self))
        position = range.upperBound
      }
      return found
    }
  }

  @Test("each is found with its brackets and without the space around it")
  func values() throws {
    #expect(
      try ranges(" {\"a\": [1]}\n\n[2, \"]\"]  \"x\" true -1.5e3\n")
        == ["{\"a\": [1]}", "[2, \"]\"]", "\"x\"", "true", "-1.5e3"])
    #expect(try ranges(" \n").isEmpty)
    #expect(try ranges("").isEmpty)
  }

  @Test("a broken value is refused at its offset in the whole text")
  func problems() {
    let problem = #expect(throws: JSONProblem.self) { try ranges("{}\n{\"a\" 1}") }
    #expect(problem?.byteOffset == 8)
    #expect(throws: JSONProblem.self) { try ranges("{\"a\": ") }
  }
}
