import Pipelines
import Synchronization
import Tokens

/// How much of each source is held out for validation: a fraction, or about a number of tokens.
///
/// Either way a document is held out when the hash of its cluster (else of itself) lies below a
/// threshold. For a number of tokens the threshold is that number over an estimate of the source's
/// tokens: the bytes of all its survivors, which the document passes counted, by the bytes per token
/// of the first of them. The set then holds about as many tokens as were asked for, the closer the more
/// documents they are. When a source grows its threshold falls: documents may go over from validation
/// to training, and none of those trained on is ever held out.
final class ValidationShare: Sendable {
  private let fraction: Double
  private let tokens: PerSource?
  private let inputs: [InputShard]
  private let textFields: [String: String]
  private let tokenizer: TokenizerProvider
  private let seed: UInt64
  /// Thresholds by source, once computed.
  private let found = Mutex<[String: Double]>([:])

  /// Text that is encoded to learn the bytes per token of a source.
  private static let sampleBytes = 1 << 18
  /// The largest part of a source that is held out, whatever number is asked for.
  static let maximumFraction = 0.5

  init(
    _ settings: TokensSettings, inputs: [InputShard], textFields: [String: String],
    tokenizer: TokenizerProvider, seed: UInt64
  ) {
    fraction = settings.validationFraction
    tokens = settings.validationTokens
    self.inputs = inputs
    self.textFields = textFields
    self.tokenizer = tokenizer
    self.seed = seed
  }

  /// The split of a source's documents.
  func split(of source: String, in run: RunFolder) throws -> ValidationSplit {
    guard let wanted = tokens?[source] else {
      return ValidationSplit(fraction: fraction, seed: seed)
    }
    return ValidationSplit(
      fraction: try found.withLock { found in
        if let known = found[source] { return known }
        let threshold = try threshold(wanted, source, run)
        found[source] = threshold
        return threshold
      }, seed: seed)
  }

  private func threshold(_ wanted: Double, _ source: String, _ run: RunFolder) throws -> Double {
    let sample = try sample(of: source, in: run)
    guard sample.bytes > 0, wanted > 0 else { return 0 }
    let bytes = try keptBytes(of: source, in: run)
    let tokens = Double(bytes) * Double(sample.tokens) / Double(sample.bytes)
    return min(Self.maximumFraction, wanted / max(1, tokens))
  }

  /// Bytes of text of a source's survivors, as the document passes counted them.
  private func keptBytes(of source: String, in run: RunFolder) throws -> Int {
    var bytes = 0
    var pass = 1
    while try Marker.read(run.marker(phase: "documents-\(pass)", index: 0)) != nil {
      for input in inputs where input.source == source {
        let marker = try Marker.read(run.marker(phase: "documents-\(pass)", index: input.ordinal))
        bytes += marker?.counters["bytes/kept/\(source)"] ?? 0
      }
      pass += 1
    }
    return bytes
  }

  private func sample(of source: String, in run: RunFolder) throws -> (bytes: Int, tokens: Int) {
    let encoder = try tokenizer.tokenizer(in: run).makeEncoder()
    var bytes = 0
    var tokens = 0
    var ids = ContiguousArray<UInt32>()
    var batch: [Survivor] = []
    for input in inputs where input.source == source {
      var survivors = try SurvivingDocuments(
        of: input, in: run, textField: textFields[source] ?? "text")
      while bytes < Self.sampleBytes, try survivors.nextBatch(into: &batch) {
        for document in batch where bytes < Self.sampleBytes {
          ids.removeAll(keepingCapacity: true)
          try encoder.encode(document.text.span, into: &ids)
          bytes += document.text.count
          tokens += ids.count + 1
        }
      }
      if bytes >= Self.sampleBytes { break }
    }
    return (bytes, tokens)
  }
}
