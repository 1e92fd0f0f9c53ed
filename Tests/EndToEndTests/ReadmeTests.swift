import TestSupport
import Testing

/// What the README shows is what happens.
@Suite struct ReadmeTests {
  private static let lines = String(
    decoding: TemporaryFolder.bytes(ofFile: Command.checkout + "/README.md"), as: UTF8.self
  ).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

  /// Lines of the README's shell blocks that call the command; `make` is what runs this test.
  static let commands: [String] = {
    var commands: [String] = []
    var isShell = false
    for line in lines {
      if line.hasPrefix("```") { isShell = !isShell && line.hasPrefix("```sh") }
      guard isShell || line.hasPrefix("    ") else { continue }
      var words = line.split(separator: " ")
      if words.first == "$" { words.removeFirst() }
      guard words.first == "sluice" || words.first == ".build/release/sluice" else { continue }
      commands.append((["sluice"] + words.dropFirst()).joined(separator: " "))
    }
    return commands
  }()

  @Test func `the README has commands`() {
    #expect(Self.commands.contains("sluice run pipelines/quickstart.yaml --output runs/quickstart"))
    #expect(Self.commands.contains { $0.hasPrefix("sluice why runs/quickstart --token ") })
  }

  @Test(arguments: ReadmeTests.commands)
  func `every command of the README runs`(line: String) throws {
    let result = try Workbench().run(line)
    #expect([0, 2].contains(result.status), "\(result.errors)")
    #expect(!result.output.isEmpty)
  }

  @Test func `the funnel of the README is the quickstart's`() throws {
    let output = try QuickRun.finished.get().command.output.split(separator: "\n")
    let printed = Set(output.map { $0.split(separator: " ").joined(separator: " ") })
    let funnel = Self.lines.drop { !$0.contains("documents left after each stage") }
      .prefix { !$0.contains("text kept") }
      .map { $0.split(separator: " ").joined(separator: " ") }
    #expect(funnel.count > 8)
    for line in funnel { #expect(printed.contains(line), "\(line)") }
  }
}
