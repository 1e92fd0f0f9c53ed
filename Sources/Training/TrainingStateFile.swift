import Model

/// Writing and reading of the file whose diagram is in `TrainingState.swift`.
enum TrainingStateFile {
  private static let pieceBytes = 1 << 20

  /// Writes the file under another name, flushes it, and gives it its name.
  static func write(_ state: TrainingState, sections: [FloatStorage], to path: String) throws {
    let file = try AtomicFile(path)
    var checksum = Checksum()
    func put(_ bytes: UnsafeRawBufferPointer) throws {
      checksum.update(bytes)
      try file.write(bytes)
    }
    try prefix(state).withUnsafeBytes { try put($0) }
    for section in sections { try put(section.bytes) }
    try withUnsafeBytes(of: checksum.value.littleEndian) { try file.write($0) }
    try file.commit()
  }

  private static func prefix(_ state: TrainingState) throws -> [UInt8] {
    let json = try state.json
    var bytes = TrainingState.magic
    for word in [TrainingState.version, UInt32(json.count)] {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes + json
  }

  /// A state file that has been checked from the first byte to the last.
  struct Opened {
    let state: TrainingState
    fileprivate let file: InputFile
    fileprivate let dataStart: Int

    /// Fills the sections, which have the sizes given to `open`.
    func read(into sections: [FloatStorage]) throws {
      var offset = dataStart
      for section in sections {
        try file.read(at: offset, into: section.mutableBytes)
        offset += section.bytes.count
      }
    }
  }

  /// Opens a file and checks its checksum before anything is taken from it.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - sectionBytes: of each section, as the model's shape has it.
  /// - Returns: the file, its description read and its checksum found right.
  /// - Throws: `TrainingError` for a file that is not whole; `ModelError` for one that cannot be read.
  static func open(_ path: String, sectionBytes: [Int]) throws -> Opened {
    let file = try InputFile(path)
    func damage(_ what: String) -> TrainingError {
      TrainingError(.damagedState, at: path, "\(what): remove it to start anew")
    }
    guard file.size >= 16 else { throw damage("has \(file.size) bytes; a state takes at least 24") }
    let start = try file.read(at: 0, count: 16)
    guard Array(start[..<8]) == TrainingState.magic else { throw damage("is not a training state") }
    let version = word(start, 8)
    guard version == TrainingState.version else {
      throw damage("is of version \(version); expected \(TrainingState.version)")
    }
    let length = Int(word(start, 12))
    guard length <= min(TrainingState.maximumDescriptionBytes, file.size - 16) else {
      throw damage("states a description of \(length) bytes, more than it holds")
    }
    let json = try file.read(at: 16, count: length)
    try requireChecksum(file, length, sectionBytes, damage)
    return Opened(
      state: try TrainingState(json: json, path: path), file: file, dataStart: 16 + length)
  }

  private static func requireChecksum(
    _ file: InputFile, _ length: Int, _ sectionBytes: [Int], _ damage: (String) -> TrainingError
  ) throws {
    let sections = [16 + length] + sectionBytes
    let expected = sections.reduce(8, +)
    guard file.size == expected else {
      throw damage(
        "has \(file.size) bytes; expected \(expected) for this model: cut short, or of another model"
      )
    }
    var checksum = Checksum()
    var offset = 0
    for section in sections {
      let end = offset + section
      while offset < end {
        let piece = try file.read(at: offset, count: min(pieceBytes, end - offset))
        piece.withUnsafeBytes { checksum.update($0) }
        offset += piece.count
      }
    }
    let stored = try file.read(at: offset, count: 8).reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    guard stored == checksum.value else { throw damage("its checksum does not fit its content") }
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
