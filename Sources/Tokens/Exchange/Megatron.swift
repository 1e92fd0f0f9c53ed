// A pair of files of Megatron-LM (`megatron/core/datasets/indexed_dataset.py`), little-endian:
//
//     name.bin   the tokens of all sequences, back to back
//     name.idx
//     0          "MMIDIDX" 00 00
//     9          u64  version: 1
//     17         u8   kind of token: 1 uint8, 2 int8, 3 int16, 4 int32, 5 int64, 8 uint16
//                     (6 float64, 7 float32: no tokens)
//     18         u64  sequences S
//     26         u64  entries of the document index D = documents + 1
//     34         S × i32  tokens per sequence
//     34 +  4S   S × i64  byte in name.bin where each sequence starts
//     34 + 12S   D × i64  sequence with which each document starts; first 0, last S
//     then       S × i8   modes, only with images and other modalities
//
// A document is one sequence here and ends with the end-of-text token, as `preprocess_data.py
// --append-eod` has it. Documents (7, 8) and () of a small vocabulary, end of text 0: name.bin is
// 07 00 08 00 00 00 00 00; in name.idx kind 8, S = 2, D = 3, lengths 3 1, bytes 0 6, documents 0 1 2.

/// Constants of Megatron's pair of files.
enum Megatron {
  static let magic = Array("MMIDIDX".utf8) + [0, 0]
  static let headerBytes = 34

  /// Code of each kind of integer.
  static let codes: [(code: UInt8, kind: TokenInteger)] = [
    (1, .uint8), (2, .int8), (3, .int16), (4, .int32), (5, .int64), (8, .uint16),
  ]

  /// What Megatron chooses for a vocabulary: 16 bits below 65,500, else signed 32.
  static func kind(vocabularySize: Int) -> TokenInteger {
    vocabularySize < 65_500 ? .uint16 : .int32
  }
}

/// Writes documents as a `.bin` and an `.idx` of Megatron.
///
/// Memory stays at two buffers: the parts of the index wait in nameless scratch files.
public final class MegatronWriter: TokenDocumentWriter {
  private let path: String
  private let kind: TokenInteger
  private let endOfText: UInt32
  private let tokens: FileOutput
  private let lengths: FileOutput
  private let starts: FileOutput
  private var documents = 0

  /// Creates the pair of files.
  ///
  /// - `path`: without its ending.
  public init(
    path: String, vocabularySize: Int, endOfText: UInt32
  ) throws(TokenShardError) {
    self.path = path
    kind = Megatron.kind(vocabularySize: vocabularySize)
    self.endOfText = endOfText
    tokens = try FileOutput(path: path + ".bin")
    lengths = try FileOutput(path: path + ".lengths", isScratch: true)
    starts = try FileOutput(path: path + ".starts", isScratch: true)
  }

  public func append(_ document: TokenDocument) throws(TokenShardError) {
    try kind.check(document.tokens.span, path: path + ".bin")
    guard let length = Int32(exactly: document.tokens.count + 1) else {
      throw TokenShardError(
        .outOfRange("a document of \(document.tokens.count) tokens is beyond 2^31 - 2"),
        path: path + ".bin")
    }
    try lengths.write(length)
    try starts.write(Int64(tokens.byteCount))
    try tokens.write(document.tokens.span, width: kind.width)
    let last: ContiguousArray<UInt32> = [endOfText]
    try tokens.write(last.span, width: kind.width)
    documents += 1
  }

  public func finish() throws(TokenShardError) -> [String] {
    try tokens.flush()
    let index = try FileOutput(path: path + ".idx")
    try index.write(Megatron.magic)
    try index.write(UInt64(1))
    try index.write(Megatron.codes.first { $0.kind == kind }?.code ?? 0)
    try index.write(UInt64(documents))
    try index.write(UInt64(documents + 1))
    try index.append(lengths)
    try index.append(starts)
    for document in 0...documents { try index.write(Int64(document)) }
    try index.flush()
    return [path + ".bin", path + ".idx"]
  }
}
