// A token file of nanoGPT (`data/openwebtext/prepare.py` writes it, `train.py` maps it), little-endian:
//
//     0     N × u16  tokens; every document is followed by the end-of-text token
//
// One file per split, `train.bin` and `val.bin`, without a header. Example: documents (7, 8) and () with
// the end-of-text token 0 are 07 00 08 00 00 00 00 00.

/// Writes documents as one nanoGPT file.
public final class NanoGPTWriter: TokenDocumentWriter {
  private let path: String
  private let output: FileOutput
  private let endOfText: UInt32

  /// Creates a file.
  public init(path: String, endOfText: UInt32) throws(TokenShardError) {
    self.path = path
    self.endOfText = endOfText
    output = try FileOutput(path: path)
  }

  public func append(_ document: TokenDocument) throws(TokenShardError) {
    try TokenInteger.uint16.check(document.tokens.span, path: path)
    try output.write(document.tokens.span, width: 2)
    try output.write(UInt16(truncatingIfNeeded: endOfText))
  }

  public func finish() throws(TokenShardError) -> [String] {
    try output.flush()
    return [path]
  }
}
