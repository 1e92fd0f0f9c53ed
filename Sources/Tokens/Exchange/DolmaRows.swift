internal import Compression
internal import Text

/// The rows of a `.csv.gz` of dolma, drawn in `Dolma.swift`, one after the other.
struct DolmaRows {
  /// One document of the part.
  struct Row {
    var tokens: Range<Int>
    var id: String
    var source: String
    var place: Int

    /// Its stable key: the id itself where it is one of ours, else a hash.
    var key: Hash128 {
      Hash128(hexadecimal: id) ?? StableHash.hash128("\(source):\(place):\(id)")
    }
  }

  /// A longer row is damage.
  private static let maximumRowBytes = 1 << 20
  private let path: String
  private let source: any ByteSource
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)
  private var available = 0
  private var position = 0
  private var number = 0
  private var last = 0

  init(opening path: String) throws(TokenShardError) {
    self.path = path
    source = try TokenShardFile.reading(path) { try ByteSources.open(path) }
  }

  /// The next row; nil at the end.
  ///
  /// - Throws: `TokenShardError` for a row that does not go on where the one before ended.
  mutating func next() throws(TokenShardError) -> Row? {
    guard let fields = try nextFields() else { return nil }
    number += 1
    guard fields.count == 5, let start = Int(fields[0]), let end = Int(fields[1]),
      let place = Int(fields[4])
    else {
      throw TokenShardError(
        .malformed("row \(number) is not start,end,id,src,loc"), path: path)
    }
    guard start == last, end >= start else {
      throw TokenShardError(
        .malformed(
          "row \(number) has the tokens from \(start) to \(end); expected them to start at \(last)"),
        path: path)
    }
    last = end
    return Row(tokens: start..<end, id: fields[2], source: fields[3], place: place)
  }

  private mutating func nextFields() throws(TokenShardError) -> [String]? {
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var bytes = 0
    func take() {
      fields.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
    }
    while let byte = try nextByte() {
      bytes += 1
      guard bytes <= Self.maximumRowBytes else {
        throw TokenShardError(
          .malformed("row \(number + 1) has more than \(Self.maximumRowBytes) bytes"), path: path)
      }
      switch byte {
      // Two quotes inside a quoted field turn it off and on again around one that belongs to it.
      case 0x22:
        if !isQuoted, !field.isEmpty, previousWasQuote { field.append(0x22) }
        isQuoted.toggle()
      case 0x2C where !isQuoted: take()
      case 0x0D where !isQuoted: break
      case 0x0A where !isQuoted:
        if fields.isEmpty, field.isEmpty { continue }
        take()
        return fields
      default: field.append(byte)
      }
      previousWasQuote = byte == 0x22 && !isQuoted
    }
    guard !fields.isEmpty || !field.isEmpty else { return nil }
    take()
    return fields
  }

  private var previousWasQuote = false

  private mutating func nextByte() throws(TokenShardError) -> UInt8? {
    if position == available {
      position = 0
      available = try TokenShardFile.reading(path) {
        try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
      }
      if available == 0 { return nil }
    }
    defer { position += 1 }
    return chunk[position]
  }
}
