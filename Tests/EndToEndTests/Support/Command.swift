import Glibc
import TestSupport

/// What the built command, or any program, did: its status and what it printed.
struct Command {
  /// The exit status; 128 plus the number of the signal that ended the program.
  var status: Int32
  var output: String
  var errors: String

  /// Top of the checkout: samples and pipelines lie below it.
  static let checkout: String =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  /// The built command, beside the test bundle.
  static let path: String = {
    var folder = CommandLine.arguments[0].split(separator: "/").dropLast()
    for _ in 0..<3 {
      let candidate = "/" + (folder + ["sluice"]).joined(separator: "/")
      if access(candidate, X_OK) == 0 { return candidate }
      folder = folder.dropLast()
    }
    return checkout + "/.build/release/sluice"
  }()

  /// Runs the built command and waits for it.
  ///
  /// - `input`: standard input.
  /// - `folder`: working folder; the checkout when nil.
  static func sluice(
    _ arguments: [String], input: String = "", in folder: String? = nil
  ) throws -> Command {
    try RunningCommand(path, arguments, input: input, in: folder).wait()
  }

  /// Runs a line of shell, `sluice` being the built command.
  static func shell(_ line: String, in folder: String? = nil) throws -> Command {
    let beside = path.split(separator: "/").dropLast().joined(separator: "/")
    return try RunningCommand("/bin/sh", ["-c", "PATH=\"/\(beside):$PATH\"\n" + line], in: folder)
      .wait()
  }

  /// Standard output as JSON.
  var json: JSON { get throws { try JSON(output) } }

  /// Standard output as JSON lines.
  var jsonLines: [JSON] {
    get throws { try output.split(separator: "\n").map { try JSON(String($0)) } }
  }
}

/// A program that was started and not yet waited for.
final class RunningCommand {
  private let process: pid_t
  private let files = TemporaryFolder()

  /// Starts a program; its standard streams are files, so that nothing can block.
  init(
    _ program: String, _ arguments: [String], input: String = "", in folder: String? = nil
  ) throws {
    files.write(input, to: "input")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, files.path + "/input", O_RDONLY, 0)
    let writing = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 1, files.path + "/output", writing, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, files.path + "/errors", writing, 0o644)
    // Threads that run tests may block signals; the program must not inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // The shell enters the folder and becomes the program, so signals reach that.
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder ?? Command.checkout, program]
    var words = (shell + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var started: pid_t = 0
    let failure = posix_spawn(&started, shell[0], &actions, &attributes, &words, environ)
    guard failure == 0 else { throw SpawnError(program: program, code: failure) }
    process = started
  }

  struct SpawnError: Error, CustomStringConvertible {
    var program: String
    var code: Int32
    var description: String { "\(program): \(String(cString: strerror(code)))" }
  }

  /// Sends a signal; one that has ended already does not mind.
  func send(_ signal: Int32) { kill(process, signal) }

  /// Whether the program still runs.
  var isRunning: Bool {
    var information = siginfo_t()
    waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
    return information.si_signo == 0
  }

  /// The most memory the program has had so far, in bytes; nil once it has ended.
  var peakMemoryBytes: Int? {
    let status = TemporaryFolder.bytes(ofFile: "/proc/\(process)/status")
    let line = status.split(separator: 0x0A).first { $0.starts(with: Array("VmHWM:".utf8)) }
    let digits = line?.filter { (0x30...0x39).contains($0) }
    return digits.flatMap { Int(String(decoding: $0, as: UTF8.self)) }.map { $0 << 10 }
  }

  /// Waits for the end and tells the most memory the program had, in bytes.
  func waitWatchingMemory() -> (ended: Command, peak: Int) {
    var peak = 0
    while let current = peakMemoryBytes {
      peak = max(peak, current)
      usleep(2000)
    }
    return (wait(), peak)
  }

  /// Waits for the end.
  func wait() -> Command {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return Command(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
      output: String(decoding: files.read("output"), as: UTF8.self),
      errors: String(decoding: files.read("errors"), as: UTF8.self))
  }
}
