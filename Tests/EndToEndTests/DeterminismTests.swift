import Glibc
import TestSupport
import Testing

/// The same bytes, whatever the number of workers, the memory, or the interruptions.
@Suite struct DeterminismTests {
  private let folder = TemporaryFolder()

  @Test(arguments: [
    ["--workers", "1"], ["--workers", "4"], ["--memory", "512M"],
    ["--memory", "64M", "--workers", "3"],
  ])
  func `workers and memory do not change a byte`(options: [String]) throws {
    let run = folder.path + "/run"
    let ran = try Command.sluice(QuickRun.arguments(into: run) + options)
    #expect(ran.status == 2, "\(ran.errors)")
    #expect(try QuickRun.digest(of: run) == QuickRun.finished.get().digest)
  }

  @Test func `another seed gives other bytes`() throws {
    let run = folder.path + "/run"
    #expect(try Command.sluice(QuickRun.arguments(into: run) + ["--set", "seed=2"]).status == 2)
    let digest = try QuickRun.digest(of: run)
    #expect(digest != "")
    #expect(try digest != QuickRun.finished.get().digest)
  }

  @Test func `a run stays below its memory ceiling`() throws {
    let process = try RunningCommand(
      Command.path, QuickRun.arguments(into: folder.path + "/run") + ["--memory", "512M"])
    var peak = 0
    while let current = process.peakMemoryBytes {
      peak = max(peak, current)
      usleep(1000)
    }
    #expect(process.wait().status == 2)
    #expect(peak > 0)
    #expect(peak < 512 << 20)
  }
}
