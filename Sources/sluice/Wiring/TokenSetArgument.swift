import Pipelines

/// One `--tokens` argument: a folder, or NAME=FOLDER.
struct TokenSetArgument {
  /// Letters, digits, - and _ before the first equals sign; nil where there is none.
  var name: String?
  var folder: String

  init(_ text: String) {
    folder = text
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else { return }
    let isName = text[..<sign].utf8.allSatisfy {
      ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x5F
    }
    guard isName else { return }
    name = String(text[..<sign])
    folder = String(text[text.index(after: sign)...])
  }

  /// Reads `web=0.7,books=0.3`.
  static func weights(_ text: String) throws -> [LocatedValue.Entry] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let argument = TokenSetArgument(String(part))
      guard let name = argument.name, let weight = Double(argument.folder) else {
        throw CommandError(
          "--weights has '\(part)'; expected name=weight,name=weight, such as web=0.7,books=0.3",
          status: .usage)
      }
      return SingleStages.entry(name, LocatedValue(.number(weight)))
    }
  }
}
