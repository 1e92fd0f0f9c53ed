import CKernels

/// The C kernels of this target behind Swift types: pointers and counts go no further than this
/// file.
enum Kernels {
  /// Length of the longest well-formed prefix.
  static func utf8ValidPrefix(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    sluice_utf8_valid_prefix(bytes.baseAddress, bytes.count)
  }

  /// The plain reference of `utf8ValidPrefix`.
  static func utf8ValidPrefixPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    sluice_utf8_valid_prefix_plain(bytes.baseAddress, bytes.count)
  }

  /// Offset of the first quote, backslash or control character from `start` on, or `count`.
  static func jsonSpecial(_ bytes: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
    start &+ sluice_json_special(bytes + start, count &- start)
  }

  /// The plain reference of `jsonSpecial`.
  static func jsonSpecialPlain(_ bytes: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
    start &+ sluice_json_special_plain(bytes + start, count &- start)
  }
}
