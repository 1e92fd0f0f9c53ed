import Testing

@Suite struct VersionTests {
  @Test(arguments: ["--version", "--help"])
  func `the version and the help are printed with status 0`(option: String) throws {
    let result = try Command.sluice([option])
    #expect(result.status == 0)
    #expect(!result.output.isEmpty)
    #expect(result.errors.isEmpty)
  }

  @Test func `an unknown command is a usage error`() throws {
    let result = try Command.sluice(["nonsense"])
    #expect(result.status == 64)
    #expect(result.errors.contains("nonsense"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `shell completions name every command`(shell: String) throws {
    let result = try Command.sluice(["--generate-completion-script", shell])
    #expect(result.status == 0)
    for name in ["run", "resume", "contamination", "tokenizer", "sample", "generate"] {
      #expect(result.output.contains(name))
    }
  }

  @Test func `bash accepts its completions`() throws {
    let result = try Command.shell("sluice --generate-completion-script bash | bash -n")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
  }
}
