import Glibc
public import Testing

extension Tag {
  /// A test that takes more than a few seconds; runs under `make test-slow`.
  @Tag public static var slow: Self
}

/// The switch of the slow suites.
public enum SlowTests {
  /// Whether `SLUICE_SLOW_TESTS=1` is set in the environment.
  public static let enabled: Bool = {
    guard let value = getenv("SLUICE_SLOW_TESTS") else { return false }
    return String(cString: value) == "1"
  }()
}
