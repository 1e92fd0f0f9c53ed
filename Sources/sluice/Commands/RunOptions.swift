import ArgumentParser
import Glibc
import Pipelines

/// Where the tasks of a run are done.
enum EngineName: String, ExpressibleByArgument, CaseIterable {
  case local
}

/// A size in bytes such as `4G`.
struct MemorySize: ExpressibleByArgument {
  var bytes: Int

  init?(argument: String) {
    guard let bytes = Numbers.parseSize(argument) else { return nil }
    self.bytes = bytes
  }

  init(bytes: Int) { self.bytes = bytes }

  var defaultValueDescription: String { Numbers.bytes(bytes) }
}

/// The resources of a run, shared by the commands that start one.
struct RunOptions: ParsableArguments {
  @Option(help: "Tasks that run at the same time (default: the number of processor cores).")
  var workers: Int?

  @Option(help: "Ceiling for the memory of the whole process, such as 512M or 4G.")
  var memory = MemorySize(bytes: 4 << 30)

  @Option(help: "Where tasks run: local.")
  var engine = EngineName.local

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Start even if the disk looks too small.")
  var ignoreDiskSpace = false

  func validate() throws {
    if let workers, workers < 1 || workers > 1024 {
      throw ValidationError("--workers is \(workers); expected 1 to 1024")
    }
    guard memory.bytes >= 64 << 20 else {
      throw ValidationError("--memory is \(memory.bytes) bytes; expected at least 64M")
    }
  }

  var workerCount: Int { workers ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Runs or resumes a compiled plan and ends with its exit status.
  func drive(_ compiled: PlanCompiler.Compiled, run: RunFolder) throws {
    let status = try RunDriver(
      compiled: compiled, run: run, workers: workerCount, memoryBytes: memory.bytes,
      isQuiet: quiet, ignoresDiskSpace: ignoreDiskSpace
    ).drive()
    if status != 0 { throw ExitCode(status) }
  }
}
