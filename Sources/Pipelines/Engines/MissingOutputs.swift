import Glibc

/// Finds finished tasks whose outputs are gone or torn, and withdraws their markers so that they run again.
///
/// Phases are looked at from the last to the first: data that a complete later phase has released need not
/// exist, unless that phase must run again itself.
struct MissingOutputs {
  let runner: TaskRunner

  func withdrawMarkers() throws {
    let plan = runner.plan
    let released = Set(plan.phases.flatMap(\.releases))
    var needed: Set<String> = []
    for phase in plan.phases.reversed() {
      var isComplete = true
      for index in 0..<phase.tasks {
        guard let marker = try runner.finishedMarker(phase.name, index) else {
          isComplete = false
          continue
        }
        let isWhole = marker.outputs.allSatisfy { output in
          let folder = released.first { output.path.hasPrefix($0 + "/") }
          if let folder, !needed.contains(folder) { return true }
          return Self.size(of: runner.run.absolute(output.path)) == output.bytes
        }
        guard !isWhole else { continue }
        isComplete = false
        let path = runner.run.marker(phase: phase.name, index: index)
        guard unlink(path) == 0 else {
          throw FileError(path: path, operation: "withdraw the marker")
        }
      }
      if !isComplete { needed.formUnion(phase.releases) }
    }
  }

  /// Size of a file, or nil where there is none.
  private static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}
