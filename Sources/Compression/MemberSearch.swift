/// Looks for the next usable member behind damage.
///
/// Magic bytes also occur by chance inside compressed data, so a candidate counts only when it can
/// be decoded to its end with a right checksum. The work is bounded: a file built to hold endless
/// false candidates costs at most four times its size and 64 MB.
enum MemberSearch<Decoder: MemberDecoder> {
  /// Offset of the next whole member that starts at `offset` or behind it, or nil.
  ///
  /// Moves the file's position.
  static func nextWholeMember(
    in file: InputFile, from offset: Int, decoder: Decoder
  ) throws -> Int? {
    var budget = 4 * file.byteCount + 64 << 20
    guard file.byteCount > 0, file.seek(to: offset) else { return nil }
    while let candidate = try nextCandidate(in: file) {
      if try isWhole(file, decoder, budget: &budget) { return candidate }
      guard budget > 0, file.seek(to: candidate + 1) else { return nil }
    }
    return nil
  }

  private static func nextCandidate(in file: InputFile) throws -> Int? {
    while true {
      let bytes = try file.available(atLeast: Decoder.signatureBytes)
      guard bytes.count >= Decoder.signatureBytes else { return nil }
      let last = bytes.count - Decoder.signatureBytes
      for index in 0...last
      where Decoder.startsMember(UnsafeRawBufferPointer(rebasing: bytes[index...])) {
        file.consume(index)
        return file.offset
      }
      file.consume(last + 1)
    }
  }

  /// Whether a member starts at the file's position and decodes to its end.
  private static func isWhole(
    _ file: InputFile, _ decoder: Decoder, budget: inout Int
  ) throws -> Bool {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
    defer { scratch.deallocate() }
    try decoder.reset()
    while budget > 0 {
      let input = try file.available()
      let step = decoder.decode(input, into: scratch)
      if step.isMemberEnd { return true }
      if step.damage != nil || step.consumed == 0 && step.produced == 0 { return false }
      file.consume(step.consumed)
      budget -= step.consumed + step.produced / 16 + 1
    }
    return false
  }
}
