import Glibc

/// Keeps tests that run kernels apart: some of them switch the instruction set or the number of
/// threads, which belong to the whole process.
public enum ExclusiveCompute {
  nonisolated(unsafe) private static var lock: pthread_mutex_t = {
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
    var lock = pthread_mutex_t()
    pthread_mutex_init(&lock, &attributes)
    return lock
  }()

  /// Runs the body while no other body given to this function runs.
  public static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    return try body()
  }
}
