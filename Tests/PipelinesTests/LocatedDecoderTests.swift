import Pipelines
import Testing

private struct Inner: Codable, Equatable {
  var depth = 3
  var names: [String] = ["a"]
}

private struct Sample: StageSettings {
  var minimumWords = 50
  var fraction = 0.5
  var label: String?
  var inner = Inner()
  var weights: [String: Double] = [:]

  func validate() throws {
    guard minimumWords >= 0 else {
      throw SettingsProblem("minimumWords", "is \(minimumWords); expected 0 or more")
    }
  }
}

private func tree(_ entries: [(String, LocatedValue.Content)]) -> LocatedValue {
  let place = SettingsPlace(file: "p.yaml", line: 4, column: 3)
  return LocatedValue(
    .map(
      entries.enumerated().map { index, entry in
        let own = SettingsPlace(file: "p.yaml", line: 5 + index, column: 5)
        return LocatedValue.Entry(
          key: entry.0, place: own, value: LocatedValue(entry.1, at: own))
      }), at: place)
}

private func decode(_ value: LocatedValue) throws -> Sample {
  try LocatedDecoder.decode(
    Sample.self, from: value, defaults: LocatedValue(encoding: Sample()), owner: "'sample'")
}

@Suite struct LocatedDecoderTests {
  @Test("absent keys take the default instance's values, also in nested settings")
  func defaults() throws {
    #expect(try decode(tree([])) == Sample())
    let nested = LocatedValue.Entry(
      key: "depth", place: SettingsPlace(), value: LocatedValue(.integer(9)))
    let result = try decode(tree([("inner", .map([nested])), ("fraction", .integer(1))]))
    #expect(result.inner == Inner(depth: 9, names: ["a"]))
    #expect(result.fraction == 1)
    #expect(result.minimumWords == 50)
  }

  @Test("a scalar stands for a list of one")
  func listOfOne() throws {
    let names = LocatedValue.Entry(
      key: "names", place: SettingsPlace(), value: LocatedValue(.string("only")))
    #expect(try decode(tree([("inner", .map([names]))])).inner.names == ["only"])
  }

  @Test("an unknown key is refused at its place with the nearest known one")
  func unknownKey() {
    let error = #expect(throws: SettingsError.self) {
      try decode(tree([("fraction", .number(0.1)), ("minimumWord", .integer(1))]))
    }
    #expect(
      error?.description
        == "p.yaml:6:5: error: 'sample' has no setting 'minimumWord'; did you mean 'minimumWords'?")
  }

  @Test(
    "a value of a wrong type is refused at its place",
    arguments: [
      ("minimumWords", LocatedValue.Content.string("many"), "expected a whole number"),
      ("minimumWords", .number(1.5), "expected a whole number"),
      ("fraction", .boolean(true), "expected a number"),
      ("label", .list([]), "expected a text"), ("inner", .integer(1), "expected a map"),
    ])
  func wrongType(key: String, content: LocatedValue.Content, expected: String) {
    let error = #expect(throws: SettingsError.self) { try decode(tree([(key, content)])) }
    #expect(error?.place.line == 5)
    #expect(error?.message.contains(expected) == true)
    #expect(error?.message.contains(key) == true)
  }

  @Test("dictionaries keep any key")
  func dictionaries() throws {
    let weight = LocatedValue.Entry(
      key: "web", place: SettingsPlace(), value: LocatedValue(.number(0.6)))
    #expect(try decode(tree([("weights", .map([weight]))])).weights == ["web": 0.6])
  }

  @Test("the nearest name is suggested only when it is near")
  func nearest() {
    #expect(
      nearestName(to: "gopher-qualty", among: ["gopher-quality", "c4-clean"]) == "gopher-quality")
    #expect(nearestName(to: "xyz", among: ["gopher-quality"]) == nil)
    #expect(nearestName(to: "setps", among: ["steps", "seed"]) == "steps")
  }
}
