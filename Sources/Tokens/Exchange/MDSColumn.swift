/// How a column of an MDS data set holds tokens.
struct MDSColumn: Equatable {
  /// The kind of integer; nil where each value says it.
  var kind: TokenInteger?
  /// Values per row; nil where each value says it.
  var length: Int?
  /// Whether it is raw bytes with neither kind nor length.
  var isBytes = false

  /// Parses an encoding such as `ndarray:uint16:2048`, `ndarray:int32`, `ndarray` or `bytes`.
  ///
  /// - `encoding`: as `index.json` has it.
  /// - `rawKind`: the kind of integer in `bytes`, which the data set does not tell.
  /// Nil for an encoding that holds no tokens.
  init?(_ encoding: String, rawKind: TokenInteger) {
    let parts = encoding.split(separator: ":", omittingEmptySubsequences: false)
    if encoding == "bytes" {
      kind = rawKind
      isBytes = true
      return
    }
    guard parts[0] == "ndarray", parts.count <= 3 else { return nil }
    if parts.count > 1 {
      guard let kind = TokenInteger(rawValue: String(parts[1])) else { return nil }
      self.kind = kind
    }
    if parts.count > 2 {
      var length = 1
      for part in parts[2].split(separator: ",", omittingEmptySubsequences: false) {
        guard let side = Int(part), (1...Int(UInt32.max)).contains(side) else { return nil }
        let (product, overflow) = length.multipliedReportingOverflow(by: side)
        guard !overflow, product <= Int(UInt32.max) else { return nil }
        length = product
      }
      self.length = length
    }
  }

  /// The kind of the values and where they start; nil where the bytes contradict the encoding.
  func values(_ bytes: UnsafeRawBufferPointer) -> (kind: TokenInteger, start: Int)? {
    var position = 0
    var kind = self.kind
    if kind == nil {
      guard let code = bytes.first else { return nil }
      kind = MDS.codes.first { $0.code == code }?.kind
      position = 1
    }
    guard let kind else { return nil }
    if isBytes { return bytes.count % kind.width == 0 ? (kind, 0) : nil }
    var count = length ?? 1
    if length == nil {
      guard position < bytes.count else { return nil }
      let sides = Int(bytes[position] >> 2)
      let width = 1 << Int(bytes[position] & 3)
      position += 1
      guard sides * width <= bytes.count - position else { return nil }
      for side in 0..<sides {
        var value: UInt64 = 0
        for byte in 0..<width {
          value |= UInt64(bytes[position + side * width + byte]) << UInt64(8 * byte)
        }
        guard value <= UInt64(UInt32.max) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: Int(value))
        guard !overflow, product <= Int(UInt32.max) else { return nil }
        count = product
      }
      position += sides * width
    }
    return count * kind.width == bytes.count - position ? (kind, position) : nil
  }
}
