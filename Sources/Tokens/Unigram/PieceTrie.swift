/// Pieces of a vocabulary by their bytes, walked byte by byte.
///
/// One open table from (node, byte) to the child, so that a step costs one look-up whatever the
/// alphabet. Copies share their memory.
struct PieceTrie: Sendable {
  /// The node before the first byte.
  static let root: UInt32 = 0
  /// Stands for no node and for no piece.
  static let none = UInt32.max

  private var keys: ContiguousArray<UInt32> = []
  private var children: ContiguousArray<UInt32> = []
  private var mask = 0
  /// The id of the piece that ends at each node, or `none`.
  private var pieces: ContiguousArray<UInt32> = [none]
  /// Bytes of the longest piece.
  private(set) var longest = 0

  /// - Parameter entries: bytes and ids; of two pieces with the same bytes the later counts.
  /// - Throws: `TokenizerError` when the pieces need more than 2^24 nodes.
  init(_ entries: [(bytes: [UInt8], id: UInt32)]) throws(TokenizerError) {
    var upperBound = 1
    for entry in entries { upperBound += entry.bytes.count }
    resize(forNodes: min(upperBound, 1 << 12))
    for entry in entries where !entry.bytes.isEmpty {
      var node = Self.root
      for byte in entry.bytes {
        let next = child(of: node, byte)
        node = next == Self.none ? try addChild(of: node, byte) : next
      }
      pieces[Int(node)] = entry.id
      longest = max(longest, entry.bytes.count)
    }
  }

  private mutating func addChild(of node: UInt32, _ byte: UInt8) throws(TokenizerError) -> UInt32 {
    guard pieces.count < 1 << 24 else {
      throw TokenizerError(.unsupported("a vocabulary of more than 16 million distinct prefixes"))
    }
    if pieces.count * 2 > keys.count { resize(forNodes: pieces.count * 2) }
    let child = UInt32(pieces.count)
    insert(node &<< 8 | UInt32(byte), child)
    pieces.append(Self.none)
    return child
  }

  private mutating func resize(forNodes count: Int) {
    let (oldKeys, oldChildren) = (keys, children)
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    keys = ContiguousArray(repeating: 0, count: capacity)
    children = ContiguousArray(repeating: Self.none, count: capacity)
    mask = capacity - 1
    for (key, child) in zip(oldKeys, oldChildren) where child != Self.none { insert(key, child) }
  }

  private mutating func insert(_ key: UInt32, _ child: UInt32) {
    var slot = place(of: key)
    while children[slot] != Self.none { slot = (slot + 1) & mask }
    keys[slot] = key
    children[slot] = child
  }

  @inline(__always)
  private func place(of key: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(key) &* 0x9E37_79B9_7F4A_7C15) &>> 32) & mask
  }

  /// The node one byte further, or `none`.
  @inline(__always)
  func child(of node: UInt32, _ byte: UInt8) -> UInt32 {
    let key = node &<< 8 | UInt32(byte)
    var slot = place(of: key)
    while true {
      let child = children[slot]
      if child == Self.none || keys[slot] == key { return child }
      slot = (slot &+ 1) & mask
    }
  }

  /// The id of the piece that ends at a node, or `none`.
  @inline(__always)
  func piece(at node: UInt32) -> UInt32 { pieces[Int(node)] }

  /// The node that bytes lead to from the root, or `none`.
  func node(of bytes: some Sequence<UInt8>) -> UInt32 {
    var node = Self.root
    for byte in bytes {
      node = child(of: node, byte)
      if node == Self.none { return Self.none }
    }
    return node
  }
}
