/// The decompressed bytes of a file of gzip members or zstd frames.
///
/// The file's end inside a member, a wrong checksum, malformed data and bytes behind the last
/// member that are not padding are thrown as `StreamDamage`; reading may go on after it. Zeros up
/// to the end of the file are padding. After damage the rest is searched for a member that can be
/// decoded whole, and reading goes on there.
package final class CompressedSource<Decoder: MemberDecoder>: ByteSource {
  private enum State {
    case betweenMembers, insideMember, ended
    /// Everything before the damage has been handed out.
    case damaged(MemberDamage, at: Int)
  }

  private let file: InputFile
  private let decoder: Decoder
  private var state = State.betweenMembers
  private var hasMembers = false
  private var memberStart = 0

  package init(_ file: InputFile) throws {
    self.file = file
    decoder = try Decoder()
  }

  package var consumedBytes: Int { file.offset }

  package func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      switch state {
      case .ended: return 0
      case .betweenMembers: try beginMember()
      case .insideMember:
        let produced = try decode(into: output)
        if produced > 0 { return produced }
      case .damaged(let damage, let offset):
        throw try self.damage(damage.kind, at: offset, found: damage.found)
      }
    }
  }

  private func beginMember() throws {
    let next = try file.available(atLeast: Decoder.signatureBytes)
    if next.isEmpty {
      state = .ended
    } else if Decoder.startsMember(next) {
      try decoder.reset()
      state = .insideMember
      memberStart = file.offset
      hasMembers = true
    } else {
      try passPadding()
    }
  }

  /// Steps over zeros to the end of the file; anything else behind the members is damage.
  private func passPadding() throws {
    while true {
      let next = try file.available()
      if next.isEmpty, hasMembers {
        state = .ended
        return
      }
      let zeros = hasMembers ? next.prefix { $0 == 0 }.count : 0
      file.consume(zeros)
      if zeros == next.count, hasMembers { continue }
      memberStart = file.offset
      throw try damage(
        hasMembers ? .trailingBytes : .corrupt, at: file.offset,
        found: "bytes that start no \(Decoder.compressionName) member")
    }
  }

  private func decode(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    let input = try file.available()
    let step = decoder.decode(input, into: output)
    file.consume(step.consumed)
    if let damage = step.damage {
      state = .damaged(damage, at: file.offset)
      return step.produced
    }
    if step.isMemberEnd { state = .betweenMembers }
    if step.consumed > 0 || step.produced > 0 || step.isMemberEnd { return step.produced }
    guard input.isEmpty else {
      throw try damage(
        .corrupt, at: file.offset, found: "\(Decoder.compressionName) data without progress")
    }
    throw try damage(
      .truncated, at: file.offset,
      found: "the end of the file inside a \(Decoder.compressionName) member")
  }

  /// Describes damage and moves on to the next whole member behind the start of the damaged one: a
  /// decoder on the wrong track may have run over it.
  private func damage(
    _ kind: StreamDamage.Kind, at offset: Int, found: String
  ) throws -> StreamDamage {
    let resumed = try MemberSearch<Decoder>.nextWholeMember(
      in: file, from: memberStart + 1, decoder: decoder)
    if let resumed, file.seek(to: resumed) {
      state = .betweenMembers
    } else {
      state = .ended
    }
    return StreamDamage(
      kind, at: offset, found: found, expected: expectation(kind), resumedAt: resumed)
  }

  private func expectation(_ kind: StreamDamage.Kind) -> String {
    switch kind {
    case .truncated: "the rest of the member (the file is cut off)"
    case .trailingBytes: "the end of the file, zeros or another member"
    case .checksum, .corrupt, .unsupported: "well-formed \(Decoder.compressionName) data"
    }
  }
}
