import TestSupport
import Testing

/// The life of single documents, forwards to their tokens and back from a token.
@Suite struct WhyTests {
  private let run: String

  init() throws { run = try QuickRun.finished.get().run }

  private func why(_ arguments: String...) throws -> JSON {
    let result = try Command.sluice(["why", run] + arguments + ["--json"])
    #expect(result.status == 0, "\(result.errors)")
    let life = try result.json
    #expect(life["path"]?.text?.hasPrefix("samples/") == true)
    return life
  }

  @Test func `a kept document has its measures and its tokens`() throws {
    let life = try why("web/web-00000:1")
    #expect(life["fate"]?.text == "kept")
    #expect(life["document"]?.text == "web/web-00000:1")
    #expect(life["path"]?.text == "samples/web/web-00000.json.gz")
    #expect(life["record"]?.number == 1)
    #expect((life["measured"]?["gopher-quality.words"]?.number ?? 0) >= 50)
    #expect(life["tokens"]?.items.isEmpty == false)
    #expect(life["excerpt"]?.text?.hasPrefix("How many people must be in a room") == true)
  }

  @Test func `a filtered document has stage, rule, value and threshold`() throws {
    let life = try why("web/web-00001:11")
    #expect(life["fate"]?.text == "gopher-quality/too-few-words")
    #expect(life["drop"]?["stage"]?.text == "gopher-quality")
    #expect(life["drop"]?["rule"]?.text == "too-few-words")
    #expect(life["drop"]?["threshold"]?.text == "50.0")
    #expect(life["drop"]?["value"]?.text != nil)
    #expect(life["tokens"]?.items.isEmpty == true)
  }

  @Test func `a duplicate names its twin, which is kept`() throws {
    let life = try why("web/web-00003:13")
    #expect(life["fate"]?.text == "deduplicate-minhash/near-duplicate")
    let twin = try #require(life["drop"]?["twin"]?.text)
    #expect(twin != "web/web-00003:13")
    #expect(try why(twin)["fate"]?.text == "kept")
  }

  @Test func `a damaged record is said to be unusable`() throws {
    #expect(try why("web/web-00002:8")["fate"]?.text == "unusable")
  }

  @Test func `every token offset leads back to the document whose range holds it`() throws {
    for offset in [0, 1, 999, 5000, 12_345] {
      let life = try why("--token", "\(offset)")
      #expect(life["fate"]?.text == "kept")
      let holding = life["tokens"]?.items.filter { place in
        guard place["set"]?.text == "train", let start = place["offset"]?.number,
          let count = place["count"]?.number
        else { return false }
        return Double(offset) >= start && Double(offset) < start + count
      }
      #expect(holding?.count == 1)
      let document = try #require(life["document"]?.text)
      #expect(try why(document) == life)
    }
  }

  @Test func `a record is found by its own id`() throws {
    let folder = TemporaryFolder()
    let words = (1...60).map { "word\($0)" }.joined(separator: " ")
    folder.write(
      #"{"id":"first","text":"\#(words)"}"# + "\n" + #"{"id":"second","text":"short"}"# + "\n",
      to: "in.jsonl")
    folder.write(
      "sources: { own: { files: in.jsonl } }\nstages: [gopher-quality]\n", to: "pipeline.yaml")
    let ran = try Command.sluice(["run", "pipeline.yaml", "--output", "out"], in: folder.path)
    #expect(ran.status == 0)
    let life = try Command.sluice(["why", "out", "second", "--json"], in: folder.path).json
    #expect(life["document"]?.text == "own/in:2")
    #expect(life["fate"]?.text == "gopher-quality/too-few-words")
  }

  @Test func `text form, unknown documents and tokens beyond the end`() throws {
    let text = try Command.sluice(["why", run, "web/web-00001:11"])
    #expect(text.output.contains("dropped   by gopher-quality: too-few-words, found "))
    for arguments in [["web/web-00001:9999"], ["nobody"], ["--token", "99999999"]] {
      let unknown = try Command.sluice(["why", run] + arguments)
      #expect(unknown.status == 64, "\(arguments)")
      #expect(unknown.errors.contains("error: "))
    }
    #expect(try Command.sluice(["why", run]).status == 64)
  }
}
