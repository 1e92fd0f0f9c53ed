public import Text

/// A task for a model and a good answer to it, in Alpaca's three parts.
public struct InstructionPair: Codable, Sendable, Equatable {
  public var instruction: String
  /// The material that the instruction works on; empty where none is needed.
  public var input: String
  public var output: String

  public init(instruction: String, input: String, output: String) {
    self.instruction = instruction
    self.input = input
    self.output = output
  }

  /// Identifies the content: the same three texts give the same value everywhere.
  public var identity: Hash128 {
    var hash = StreamingHash128(seed: 0x5041_4952)
    for part in [instruction, input, output] {
      let bytes = Array(part.utf8)
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update($0) }
      hash.update(bytes)
    }
    return hash.finalized()
  }
}

/// A pair with the name that provenance calls it by.
public struct SeedTask: Sendable, Equatable {
  public var id: String
  public var pair: InstructionPair

  public init(id: String, pair: InstructionPair) {
    self.id = id
    self.pair = pair
  }
}
