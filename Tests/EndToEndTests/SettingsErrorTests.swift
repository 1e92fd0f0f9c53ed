import Glibc
import TestSupport
import Testing

/// Pipeline files and options that cannot be used: place, found, expected, what to do, status 64.
@Suite struct SettingsErrorTests {
  /// A wrong second line of a pipeline file and the message it must lead to.
  struct Case: CustomTestStringConvertible {
    var line: String
    /// Line and column.
    var place: String
    /// Parts of the message.
    var says: [String]

    init(_ line: String, at place: String, _ says: String...) {
      self.line = line
      self.place = place
      self.says = says
    }

    var testDescription: String { line }
  }

  static let web = "sources: { web: { files: samples/web/*.json.gz } }"

  @Test(arguments: [
    Case("stage: [gopher-quality]", at: "2:1", "no section 'stage'", "did you mean 'stages'?"),
    Case("stages: [c4-claen]", at: "2:10", "no stage 'c4-claen'", "did you mean 'c4-clean'?"),
    Case(
      "stages: [gopher-quality: { minimumWord: 3 }]", at: "2:28", "no setting 'minimumWord'",
      "did you mean 'minimumWords'?"),
    Case(
      "stages: [gopher-quality: { minimumWords: many }]", at: "2:42", "the text 'many'",
      "expected a whole number"),
    Case(
      "stages: [gopher-quality: { minimumWords: -3 }]", at: "2:42", "'minimumWords' is -3",
      "expected 0 or more"),
    Case(
      "stages: [gopher-quality: { only: [books] }]", at: "2:34", "the source 'books'",
      "the sources are web"),
    Case(
      "stages: [deduplicate: { method: minhas }]", at: "2:33", "no method 'minhas'",
      "did you mean 'minhash'?"),
    Case(
      "stages: [decontaminate: { method: gpt3, benchmarks: nowhere/*.jsonl }]", at: "2:",
      "'nowhere/*.jsonl'"),
    Case("seed: -1", at: "2:7", "'seed' is the number -1", "expected a whole number from 0"),
    Case(
      "tokens: { tokenizer: {} }", at: "2:22", "needs exactly one of 'file' and 'train'",
      "such as"),
    Case(
      "tokens: { tokenizer: { train: { vocabularySize: 10 } } }", at: "2:49",
      "vocabularySize' is 10", "expected 257"),
    Case(
      "tokens: { tokenizer: { train: {} }, sequenceLength: 1 }", at: "2:53",
      "'sequenceLength' is 1", "expected 2 to 1048576"),
    Case("train: { steps: 5 }", at: "2:", "'train'", "'tokens'"),
    Case("train: { steps: 0 }", at: "2:17", "'steps'", "0; expected 1 to"),
    Case("mixture: { weights: { wob: 1 } }", at: "2:", "the source 'wob'", "did you mean 'web'"),
    Case("mixture: { method: unimx }", at: "2:20", "the text 'unimx'", "did you mean 'unimax'"),
    Case("mixture: { weihgts: {} }", at: "2:12", "'weihgts'", "did you mean 'weights'"),
    Case("mixture: { maximumEpochs: many }", at: "2:27", "the text 'many'", "expected a number"),
    Case("mixture: { rehydrate: { copies: log3 } }", at: "2:33", "'log3'", "did you mean 'log2'"),
    Case("mixture: { maximumEpochs: { web: 0 } }", at: "2:34", "is 0.0", "above 0, at most 1000"),
    Case("stages: [", at: "", "this is not YAML"),
    Case("stages: []\nstages: []", at: "", "'stages' stands twice", "keep one"),
  ])
  func `a wrong line is told by place, found, expected and advice`(wrong: Case) throws {
    let folder = TemporaryFolder()
    let file = folder.write(Self.web + "\n" + wrong.line + "\n", to: "wrong.yaml")
    let result = try Command.sluice(["run", file, "--output", folder.path + "/run"])
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("\(file):\(wrong.place)"), "\(result.errors)")
    #expect(result.errors.contains(": error: "))
    for part in wrong.says { #expect(result.errors.contains(part), "\(result.errors)") }
    #expect(access(folder.path + "/run", F_OK) != 0)
  }

  @Test(arguments: [
    (["--set", "train"], "expected path=value"),
    (["--set", "nonsense=1"], "no section 'nonsense'"),
    (["--set", "gopher-quality.minimumWord=1"], "did you mean 'minimumWords'?"),
    (["--set", "gopher-quality.minimumWords=x"], "expected a whole number"),
    (["--workers", "0"], "expected 1 to 1024"),
    (["--memory", "1M"], "expected at least 64M"),
    (["--memory", "lots"], "such as 512M"),
    (["--engine", "steam"], "local"),
    (["--unknown"], "--unknown"),
  ])
  func `a wrong option is a usage error`(options: [String], says: String) throws {
    let folder = TemporaryFolder()
    let result = try Command.sluice(
      ["run", "pipelines/quickstart.yaml", "--output", folder.path + "/run"] + options)
    #expect(result.status == 64)
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(access(folder.path + "/run", F_OK) != 0)
  }

  @Test func `a pipeline file that is missing or a folder is a usage error`() throws {
    for path in ["nowhere.yaml", "samples"] {
      let result = try Command.sluice(["run", path])
      #expect(result.status == 64)
      #expect(result.errors.contains("\(path): "))
    }
  }
}
