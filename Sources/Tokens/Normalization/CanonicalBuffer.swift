/// The scalars between two places that no mark passes: decomposed, ordered, composed.
///
/// Each step takes time linear in the number of scalars, however many marks follow one another.
struct CanonicalBuffer {
  /// Runs up to here are ordered by insertion, longer ones by counting.
  private static let longestInsertion = 24
  private let tables: CanonicalTables
  private let decomposes: UInt8
  private let isCompatible: Bool
  /// Canonical combining class << 24 | scalar.
  private var scalars: [UInt32] = []
  private var ordered: [UInt32] = []

  init(_ tables: CanonicalTables, isCompatible: Bool) {
    self.tables = tables
    self.isCompatible = isCompatible
    decomposes = isCompatible ? CanonicalTables.Flag.nfkd : CanonicalTables.Flag.nfd
  }

  var isEmpty: Bool { scalars.isEmpty }

  /// Appends the whole decomposition of a scalar or an ill-formed byte.
  mutating func appendDecomposition(of scalar: UInt32) {
    let flags = tables.flags.bytes[Int(scalar)]
    if flags & decomposes == 0 {
      append(scalar)
    } else if Hangul.syllables.contains(scalar) {
      let (leading, vowel, trailing) = Hangul.decomposition(of: scalar)
      append(leading)
      append(vowel)
      if trailing != 0 { append(trailing) }
    } else {
      for index in tables.decomposition(of: scalar, compatibly: isCompatible) {
        append(tables.mappings[index])
      }
    }
  }

  private mutating func append(_ scalar: UInt32) {
    scalars.append(UInt32(ScalarBytes.combiningClass.bytes[Int(scalar)]) << 24 | scalar)
  }

  /// Appends the normalized scalars to bytes and starts anew.
  mutating func flush(composing: Bool, to bytes: inout [UInt8]) {
    if scalars.count > 1 {
      orderMarks()
      if composing { compose() }
    }
    for scalar in scalars { ScalarText.append(scalar & 0x1F_FFFF, to: &bytes) }
    scalars.removeAll(keepingCapacity: true)
  }

  private mutating func orderMarks() {
    var start = 0
    while start < scalars.count {
      if scalars[start] >> 24 == 0 {
        start += 1
        continue
      }
      var end = start + 1
      var isOrdered = true
      while end < scalars.count, scalars[end] >> 24 != 0 {
        if scalars[end] >> 24 < scalars[end - 1] >> 24 { isOrdered = false }
        end += 1
      }
      if !isOrdered {
        if end - start <= Self.longestInsertion {
          orderByInsertion(start..<end)
        } else {
          orderByCounting(start..<end)
        }
      }
      start = end
    }
  }

  private mutating func orderByInsertion(_ run: Range<Int>) {
    for index in run.dropFirst() {
      let scalar = scalars[index]
      var place = index
      while place > run.lowerBound, scalars[place - 1] >> 24 > scalar >> 24 {
        scalars[place] = scalars[place - 1]
        place -= 1
      }
      scalars[place] = scalar
    }
  }

  private mutating func orderByCounting(_ run: Range<Int>) {
    var places = [Int](repeating: 0, count: 257)
    for index in run { places[Int(scalars[index] >> 24) + 1] += 1 }
    for value in 1...256 { places[value] += places[value - 1] }
    ordered.removeAll(keepingCapacity: true)
    ordered.append(contentsOf: scalars[run])
    for scalar in ordered {
      let value = Int(scalar >> 24)
      scalars[run.lowerBound + places[value]] = scalar
      places[value] += 1
    }
  }

  /// Canonical composition: a scalar joins the last starter unless one of its class or above, or
  /// another starter, stands between.
  private mutating func compose() {
    let flags = tables.flags.bytes
    var starter = -1
    var lastClass = -1
    var kept = 0
    for index in scalars.indices {
      let scalar = scalars[index]
      let combiningClass = Int(scalar >> 24)
      let value = scalar & 0x1F_FFFF
      if starter >= 0, lastClass < combiningClass,
        flags[Int(value)] & CanonicalTables.Flag.second != 0,
        let composite = tables.compositions.composite(scalars[starter], value)
      {
        scalars[starter] = composite
        continue
      }
      if combiningClass == 0 {
        starter = kept
        lastClass = -1
      } else {
        lastClass = combiningClass
      }
      scalars[kept] = scalar
      kept += 1
    }
    scalars.removeLast(scalars.count - kept)
  }
}
