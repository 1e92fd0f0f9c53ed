/// The form in which C4's released code compares addresses.
///
/// 1. Every `http://` or `https://`, with a `www.` behind it, is taken out, wherever it stands: an archive's
///    address of a page keeps both parts.
/// 2. From each `?` before `utm_`, `ref` or `feed` on, everything to the end of the line goes; other
///    queries stay, and so do fragments, upper case and percent escapes.
/// 3. Slashes at the end go.
///
/// Source: Raffel et al. 2020; tensorflow/datasets, `text/c4_utils.py`, `normalize_url`. Of the pages of
/// one address that code keeps whichever its grouping hands it last; here the survivor rules decide.
package enum NormalizedURL {
  /// Normalises the bytes of an address; the result may be empty.
  package static func normalize(_ url: [UInt8]) -> [UInt8] {
    var result = withoutTracking(withoutSchemes(url))
    while result.last == UInt8(ascii: "/") { result.removeLast() }
    return result
  }

  private static func withoutSchemes(_ url: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(url.count)
    var position = 0
    while position < url.count {
      let rest = url[position...]
      guard
        let length = ["https://", "http://"].first(where: { rest.starts(with: $0.utf8) })?
          .utf8.count
      else {
        result.append(url[position])
        position += 1
        continue
      }
      position += length
      if url[position...].starts(with: "www.".utf8) { position += 4 }
    }
    return result
  }

  private static func withoutTracking(_ url: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(url.count)
    var position = 0
    while position < url.count {
      let rest = url[position...].dropFirst()
      if url[position] == UInt8(ascii: "?"),
        ["utm_", "ref", "feed"].contains(where: { rest.starts(with: $0.utf8) })
      {
        position = url[position...].firstIndex(of: UInt8(ascii: "\n")) ?? url.count
      } else {
        result.append(url[position])
        position += 1
      }
    }
    return result
  }
}
