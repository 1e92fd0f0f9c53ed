import Deduplication
import Glibc
import Pipelines

/// Whether the disk can hold what a run will write, asked before it starts.
enum DiskSpace {
  /// Bytes of text estimated in an input: gzip and Zstandard shards hold about 2.5 and 3 times their size.
  static func estimatedText(_ input: InputShard) -> Int {
    let factor = input.path.hasSuffix(".gz") ? 2.5 : input.path.hasSuffix(".zst") ? 3.0 : 1.0
    return Int(Double(input.bytes) * factor)
  }

  /// Bytes a run needs at its fullest: two passes' documents at level 1 (0.45 of the text each),
  /// survivors and dropped documents (0.45 together), and per observing stage its sidecars (0.8 of the
  /// text for MinHash, the largest), once more where it adds them to an index.
  static func needed(for compiled: PlanCompiler.Compiled) -> Int {
    let text = compiled.inputs.reduce(0) { $0 + estimatedText($1) }
    let indexes = compiled.stages.count { IndexedStage($0) != nil }
    let corpusStages = compiled.stages.count { $0.corpusFlow != nil } + indexes
    return Int(Double(text) * (1.35 + 0.8 * Double(corpusStages))) + (16 << 20)
  }

  static func check(for compiled: PlanCompiler.Compiled, at run: RunFolder) throws {
    var folder = run.path
    var status = statvfs()
    while statvfs(folder, &status) != 0 {
      guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else {
        folder = folder.hasPrefix("/") ? "/" : "."
        guard statvfs(folder, &status) == 0 else { return }
        break
      }
      folder = String(folder[..<slash])
    }
    let free = Int(status.f_bavail) * Int(status.f_frsize)
    let wanted = needed(for: compiled)
    guard free >= wanted else {
      throw CommandError(
        "\(folder): \(Numbers.bytes(free)) free, the run may need \(Numbers.bytes(wanted)); "
          + "free some space, choose another --output, or pass --ignore-disk-space",
        status: .tryAgain)
    }
  }
}
