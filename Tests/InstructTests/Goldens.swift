import TestSupport

/// Files of expected values, in `Goldens` beside the tests.
enum Goldens {
  static let folder: String = {
    var parts = #filePath.split(separator: "/").map(String.init)
    parts.removeLast()
    return "/" + parts.joined(separator: "/") + "/Goldens"
  }()

  /// The lines of a file, without line ends.
  static func lines(_ name: String) -> [ArraySlice<UInt8>] {
    TemporaryFolder.bytes(ofFile: folder + "/" + name).split(separator: UInt8(ascii: "\n"))
  }
}
