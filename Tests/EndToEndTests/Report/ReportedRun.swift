import TestSupport

/// A run that drops duplicates of four kinds, with texts that would harm a careless page.
struct ReportedRun {
  let folder = TemporaryFolder()
  var path: String { folder.path + "/run" }

  /// Sixty words of their own for each document, so that shingles of five words are easy to count.
  static func words(_ document: Int) -> [String] { (0..<60).map { "word\(document)x\($0)" } }

  /// Markup, a quote, an ampersand, controls of terminals, NUL, a change of direction, a lone entity.
  static let hostile = "<script>alert(1)</script> \" ' & \u{1B}[31m \u{0} \u{202E} &amp; ]]> <!--"

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\"": result += "\\\""
      case "\u{0}": result += "\\u0000"
      case "\u{1B}": result += "\\u001b"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func lines(_ texts: [String]) -> String {
    texts.map { "{\"text\":\"\(escaped($0))\"}\n" }.joined()
  }

  /// Runs the pipeline with so many workers.
  init(workers: Int = 2) throws {
    let pages = (0..<20).map { Self.words($0).joined(separator: " ") + " " + Self.hostile }
    folder.write(Self.lines(pages), to: "pages.jsonl")
    // All of it stands in `pages`.
    folder.write(Self.lines(Array(pages[..<4])), to: "mirror.jsonl")
    var near: [String] = []
    for document in 4..<8 {
      // Two words for one in the middle take five of the shingles and bring six.
      var words = Self.words(document)
      words[30] = "<b>x"
      near.append(words.joined(separator: " ") + " " + Self.hostile)
    }
    near.append(Self.words(100).joined(separator: " "))
    folder.write(Self.lines(near), to: "near.jsonl")
    folder.write(
      """
      name: reported
      seed: 7
      sources:
        books: { files: pages.jsonl }
        mirror: { files: mirror.jsonl }
        near: { files: near.jsonl }
      stages:
        - deduplicate: { method: exact }
        - deduplicate: { method: minhash, maximumDroppedFraction: 1 }
        - deduplicate: { method: c4-line }
      """, to: "file.yaml")
    let made = try Command.sluice(
      ["run", "file.yaml", "--output", "run", "--workers", "\(workers)"], in: folder.path)
    guard made.status == 0 else { throw SetupError(reason: made.errors) }
  }

  struct SetupError: Error { var reason: String }

  func report(_ arguments: String..., expecting status: Int32 = 0) throws -> Command {
    try Self.report([path] + arguments, expecting: status)
  }

  static func report(_ arguments: [String], expecting status: Int32) throws -> Command {
    let result = try Command.sluice(["report"] + arguments)
    guard result.status == status else {
      throw SetupError(reason: "status \(result.status): \(result.errors)")
    }
    return result
  }
}
