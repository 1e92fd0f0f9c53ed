import Testing

@Suite struct VersionTests {
  @Test("the version and the help are printed with status 0", arguments: ["--version", "--help"])
  func prints(option: String) throws {
    let result = try Command.sluice([option])
    #expect(result.status == 0)
    #expect(!result.output.isEmpty)
  }

  @Test("an unknown command is a usage error")
  func unknown() throws {
    #expect(try Command.sluice(["nonsense"]).status == 64)
  }
}
