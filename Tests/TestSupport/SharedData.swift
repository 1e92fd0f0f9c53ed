import Glibc

/// Real data kept beside the checkout (`../shared/data`), absent in a fresh clone.
public enum SharedData {
  /// The folder of the data, or nil where it does not exist; tests that need it are skipped then.
  public static let folder: String? = {
    var parts = #filePath.split(separator: "/").dropLast(3).map(String.init)
    parts.removeLast()
    let path = "/" + (parts + ["shared", "data"]).joined(separator: "/")
    if access(path, R_OK) == 0 { return path }
    print("note: no ../shared/data beside the checkout: tests that read it are skipped")
    return nil
  }()

  /// Whether the data can be read; the condition of `.enabled(if:)` traits.
  public static var isAvailable: Bool { folder != nil }

  /// The absolute path of a file of the data.
  ///
  /// `name`: path below the data folder, such as `web/c4-300.jsonl.zst`.
  public static func path(_ name: String) -> String { (folder ?? "") + "/" + name }
}
