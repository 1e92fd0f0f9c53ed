public import Glibc

/// A file operation that failed: the path, what was tried and the system's reason.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public var path: String
  /// What was tried, such as `write` or `open for reading`.
  public var operation: String
  /// The value of `errno`, or 0 where the problem is not a system call.
  public var code: Int32
  /// The reason in words.
  public var reason: String

  public init(path: String, operation: String, code: Int32 = errno) {
    self.path = path
    self.operation = operation
    self.code = code
    reason = String(cString: strerror(code))
  }

  public init(path: String, operation: String, reason: String) {
    self.path = path
    self.operation = operation
    code = 0
    self.reason = reason
  }

  /// Whether another try may succeed: full disk, input/output error, too many open files.
  public var isTransient: Bool {
    [ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, EAGAIN, ESTALE, ETIMEDOUT].contains(code)
  }

  public var description: String {
    let advice = code == ENOSPC || code == EDQUOT ? "; free some space and resume the run" : ""
    return "\(path): cannot \(operation): \(reason)\(advice)"
  }
}
