/// What the four normalization forms need to know of scalars (Unicode 9.0, UAX #15).
///
/// Unicode 9.0 is what Hugging Face tokenizers follows: a mark assigned later has no combining
/// class there, so with later tables such text would get other ids.
final class CanonicalTables: Sendable {
  static let shared = CanonicalTables()

  /// The bits of `flags`.
  ///
  /// Scalars without any are inert: all forms copy them, and no mark before them
  /// joins or passes them.
  enum Flag {
    /// NFC changes the scalar, or may join it to what precedes it.
    static let nfc: UInt8 = 1
    static let nfd: UInt8 = 2
    static let nfkc: UInt8 = 4
    static let nfkd: UInt8 = 8
    /// The canonical combining class is not 0.
    static let mark: UInt8 = 16
    /// The canonical decomposition starts with a mark or with what may join a scalar before it.
    static let continues: UInt8 = 32
    /// The same of the compatibility decomposition.
    static let compatiblyContinues: UInt8 = 64
    /// The second scalar of a pair that composes.
    static let second: UInt8 = 128
  }

  /// Values of `Flag`, indexed by scalar.
  let flags: ScalarBytes
  /// Whole decompositions of both kinds, one after another.
  let mappings: [UInt32]
  private let canonical: ScalarMap
  private let compatible: ScalarMap
  let compositions: Compositions

  private init() {
    var builder = DecompositionBuilder(decompositionSteps)
    flags = ScalarBytes()
    let bytes = flags.bytes
    let classes = ScalarBytes.combiningClass.bytes
    for value in 0..<ScalarBytes.count where classes[value] != 0 {
      bytes[value] = Flag.mark | Flag.continues | Flag.compatiblyContinues
    }
    compositions = Compositions(builder.pairs)
    let jamo = [Hangul.vowels, Hangul.trailing].joined()
    for second in builder.pairs.map(\.second) + jamo {
      bytes[Int(second)] |=
        Flag.second | Flag.nfc | Flag.nfkc | Flag.continues | Flag.compatiblyContinues
    }
    for syllable in Hangul.syllables { bytes[Int(syllable)] |= Flag.nfd | Flag.nfkd }
    var entries: [[(scalar: UInt32, value: UInt32)]] = [[], []]
    for scalar in builder.scalars {
      let canonical = builder.decomposition(of: scalar, compatibly: false)
      let compatible = builder.decomposition(of: scalar, compatibly: true)
      if canonical != [scalar] {
        bytes[Int(scalar)] |= Flag.nfd | (builder.composes(scalar) ? 0 : Flag.nfc | Flag.nfkc)
        entries[0].append((scalar, builder.store(canonical)))
      }
      bytes[Int(scalar)] |= Flag.nfkd | (compatible == canonical ? 0 : Flag.nfkc)
      entries[1].append((scalar, builder.store(compatible)))
      if bytes[Int(canonical[0])] & Flag.continues != 0 { bytes[Int(scalar)] |= Flag.continues }
      if bytes[Int(compatible[0])] & Flag.continues != 0 {
        bytes[Int(scalar)] |= Flag.compatiblyContinues
      }
    }
    canonical = ScalarMap(entries[0])
    compatible = ScalarMap(entries[1])
    mappings = builder.mappings
  }

  /// Where in `mappings` the decomposition of a scalar stands that is not a syllable of Hangul.
  @inline(__always)
  func decomposition(of scalar: UInt32, compatibly: Bool) -> Range<Int> {
    let entry = compatibly ? compatible[scalar] : canonical[scalar]
    let start = Int(entry &>> 5)
    return start..<start &+ Int(entry & 31)
  }
}

/// Whole decompositions from the single steps of the table.
private struct DecompositionBuilder {
  private(set) var mappings: [UInt32] = []
  private(set) var scalars: [UInt32] = []
  private(set) var pairs: [(first: UInt32, second: UInt32, composite: UInt32)] = []
  private var steps: [UInt32: (mapping: ArraySlice<UInt32>, isCompatible: Bool)] = [:]
  private var composites: Set<UInt32> = []

  init(_ table: [UInt32]) {
    var index = 0
    while index < table.count {
      let header = table[index]
      let scalar = header & 0x1F_FFFF
      let mapping = table[index + 1..<index + 1 + Int(header >> 21 & 31)]
      steps[scalar] = (mapping, header >> 26 & 1 == 1)
      scalars.append(scalar)
      if header >> 27 & 1 == 1 {
        pairs.append((mapping[mapping.startIndex], mapping[mapping.startIndex + 1], scalar))
        composites.insert(scalar)
      }
      index = mapping.endIndex
    }
  }

  func composes(_ scalar: UInt32) -> Bool { composites.contains(scalar) }

  func decomposition(of scalar: UInt32, compatibly: Bool) -> [UInt32] {
    guard let step = steps[scalar], compatibly || !step.isCompatible else { return [scalar] }
    return step.mapping.flatMap { decomposition(of: $0, compatibly: compatibly) }
  }

  /// Appends a decomposition to `mappings`; gives `start << 5 | length`.
  mutating func store(_ decomposition: [UInt32]) -> UInt32 {
    defer { mappings.append(contentsOf: decomposition) }
    return UInt32(mappings.count) << 5 | UInt32(decomposition.count)
  }
}
