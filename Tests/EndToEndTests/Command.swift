import Foundation

/// The built command as a process: arguments in; status, standard output and standard error out.
struct Command {
  var status: Int32
  var output: String
  var errors: String

  /// Top of the checkout: samples and pipelines lie below it.
  static let checkout: String = {
    #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
  }()

  /// The built command, beside the test bundle.
  static let path: String = {
    let bundle = CommandLine.arguments[0]
    var folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
    for _ in 0..<3 {
      let candidate = folder.appendingPathComponent("sluice").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return checkout + "/.build/release/sluice"
  }()

  /// Runs the command in the checkout and waits for it.
  ///
  /// - Parameters:
  ///   - input: standard input.
  ///   - folder: working folder; the checkout when nil.
  static func sluice(
    _ arguments: [String], input: String = "", in folder: String? = nil
  ) throws -> Command {
    try run(path, arguments, input: input, in: folder)
  }

  /// Runs any program.
  static func run(
    _ program: String, _ arguments: [String], input: String = "", in folder: String? = nil
  ) throws -> Command {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder ?? checkout)
    let files = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-command-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: files) }
    func handle(_ name: String, _ text: String) throws -> FileHandle {
      let url = files.appendingPathComponent(name)
      try Data(text.utf8).write(to: url)
      return try FileHandle(forUpdating: url)
    }
    process.standardInput = try handle("input", input)
    process.standardOutput = try handle("output", "")
    process.standardError = try handle("errors", "")
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: files.appendingPathComponent(name)), as: UTF8.self)
    }
    let killed = process.terminationReason == .uncaughtSignal
    return Command(
      status: killed ? 128 + process.terminationStatus : process.terminationStatus,
      output: try text("output"), errors: try text("errors"))
  }
}
