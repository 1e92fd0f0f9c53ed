import Testing

/// Output that nobody reads to its end.
@Suite struct PipeTests {
  @Test(arguments: [
    "sluice filter samples/web --stages c4-clean", "sluice inspect samples/web --json",
    "sluice filter samples/web --stages c4-clean --verdicts",
    "sluice stages --markdown",
    "sluice contamination scan --benchmarks samples/benchmarks --corpus samples/web",
  ])
  func `a closed pipe ends quietly`(line: String) throws {
    // The reader has gone before the command writes; its status goes to standard error of the shell.
    let piped = try Command.shell(
      "{ (sleep 0.1; \(line) 2>/dev/null); echo \"status $?\" >&2; } | true")
    #expect(piped.errors == "status 0\n")
  }

  @Test func `the first line is enough`() throws {
    let piped = try Command.shell(
      "{ sluice filter samples/web --stages c4-clean 2>/dev/null; echo \"status $?\" >&2; } | head -1"
    )
    #expect(piped.errors == "status 0\n")
    #expect(piped.output.hasPrefix("{\"text\":"))
    #expect(piped.output.split(separator: "\n").count == 1)
  }
}
