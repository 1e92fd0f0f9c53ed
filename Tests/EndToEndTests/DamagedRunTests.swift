import TestSupport
import Testing

/// Files that phases leave for later ones, damaged before these run.
///
/// After each phase every file it left below `data/` is changed in the middle, or cut, and the run is
/// resumed: it must stop and name the file, or end in the bytes of the straight run, because the file's
/// task was run again (its size is wrong) or nobody needs the changed bytes.
@Suite(.tags(.slow), .enabled(if: SlowTests.enabled)) struct DamagedRunTests {
  private enum Damage: CaseIterable {
    case changedByte, cut

    /// A line of shell that damages the file `$1`.
    var script: String {
      switch self {
      case .changedByte:
        """
        size=$(stat -c %s "$1"); at=$((size / 2))
        byte=$(od -An -tu1 -j $at -N 1 "$1" | tr -d ' ')
        printf "\\\\$(printf %03o $((byte ^ 16)))" \
          | dd of="$1" bs=1 seek=$at conv=notrunc status=none
        """
      case .cut: #"truncate -s $(($(stat -c %s "$1") / 2)) "$1""#
      }
    }
  }

  private let folder = TemporaryFolder()

  @Test func `a damaged file of every phase is found before it is used`() throws {
    DeduplicationRun.write(in: folder, shards: 2, documents: 40)
    let straight = try Command.sluice(
      ["run", "pipeline.yaml", "--output", "straight", "--quiet"], in: folder.path)
    #expect(straight.status == 0, "\(straight.errors)")
    let digest = try QuickRun.digest(of: folder.path + "/straight")
    let planned = try Command.sluice(
      ["plan", "pipeline.yaml", "--output", "run", "--json", "--no-estimate"], in: folder.path)
    let phases = try #require(try planned.json["phases"]?.items)
    #expect(phases.count > 15)

    var refused = 0
    for phase in phases {
      let before = try files()
      let name = try #require(phase["name"]?.text)
      let tasks = try #require(phase["tasks"]?.number.map { Int($0) })
      let task = try Command.sluice(
        ["task", "--plan", "run/plan.json", "--phase", name, "--index", "0-\(tasks - 1)"],
        in: folder.path)
      #expect(task.status == 0, "\(name): \(task.errors)")
      for file in try files().subtracting(before).sorted() {
        for damage in Damage.allCases {
          refused += try wasRefused(file, damage, digest) ? 1 : 0
        }
      }
    }
    #expect(refused > 2 * phases.count, "\(refused)")
  }

  /// The files with content that finished phases have left for later ones.
  private func files() throws -> Set<String> {
    let found = try Command.shell("cd run && find data -type f -size +0", in: folder.path)
    return Set(found.output.split(separator: "\n").map(String.init))
  }

  private func wasRefused(_ file: String, _ damage: Damage, _ digest: String) throws -> Bool {
    let copy = try Command.shell(
      "rm -rf copy && cp -r run copy && set -- 'copy/\(file)'\n" + damage.script, in: folder.path)
    #expect(copy.status == 0, "\(copy.errors)")
    let resumed = try Command.sluice(["resume", "copy", "--quiet"], in: folder.path)
    if resumed.status == 0 {
      #expect(try QuickRun.digest(of: folder.path + "/copy") == digest, "\(file) \(damage)")
      return false
    }
    let name = file.split(separator: "/").dropFirst().joined(separator: "/")
    #expect(resumed.status == 1, "\(file) \(damage): \(resumed.errors)")
    #expect(resumed.errors.contains(name), "\(file) \(damage): \(resumed.errors)")
    return true
  }
}
