import Pipelines
import Synchronization
import Tokens

/// Gives phases the tokenizer of a run: from a file, or the one the run trained.
final class TokenizerProvider: Sendable {
  enum Origin: Sendable {
    /// A file or a folder, and the name of the split pattern where the file does not tell it.
    case file(String, splitPattern: String?)
    /// The label of the training stage and its key ranges.
    case trained(label: String, flow: CorpusFlow, ranges: Int)
  }

  private let origin: Origin
  private let loaded = Mutex<Tokenizer?>(nil)
  private let idle = Mutex<[IdleEncoder]>([])

  init(_ origin: Origin) { self.origin = origin }

  /// The tokenizer; read once per process.
  func tokenizer(in run: RunFolder) throws -> Tokenizer {
    try loaded.withLock { tokenizer in
      if let tokenizer { return tokenizer }
      let made = try make(run)
      tokenizer = made
      return made
    }
  }

  /// An encoder that no other task is using: with a filled word cache where one was given back.
  ///
  /// The ids do not depend on it. There are as many as tasks encode at the same time.
  func takeEncoder(of tokenizer: Tokenizer) -> TokenEncoder {
    idle.withLock { $0.popLast() }?.encoder ?? tokenizer.makeEncoder()
  }

  /// Keeps an encoder for the next task.
  func giveBack(_ encoder: TokenEncoder) {
    let idleEncoder = IdleEncoder(encoder: encoder)
    idle.withLock { $0.append(idleEncoder) }
  }

  private func make(_ run: RunFolder) throws -> Tokenizer {
    switch origin {
    case .file(let path, let pattern):
      return try Tokenizer(contentsOf: path, splitPattern: pattern)
    case .trained: return try Tokenizer(tokenizerJSON: try trainedFile(run))
    }
  }

  private func trainedFile(_ run: RunFolder) throws -> [UInt8] {
    guard case .trained(let label, let flow, let ranges) = origin else { return [] }
    let paths = DataPaths.decisions(label, flow: flow, ranges: ranges).map(run.absolute)
    let decisions = try SidecarMerge(paths: paths, range: .all)
    guard try decisions.advance() else {
      throw CommandError("the run has no text to train a tokenizer on; keep more documents")
    }
    return decisions.payload
  }
}

/// An encoder between two tasks.
///
/// Unchecked: whoever gives it back has no further use for it, and one task at a time takes it.
private struct IdleEncoder: @unchecked Sendable {
  let encoder: TokenEncoder
}
