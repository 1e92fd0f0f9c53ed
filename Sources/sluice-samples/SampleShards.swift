/// Makes the web shards and the truth file of `samples` from their sources, or checks them.
@main
struct SampleShards {
  private static let usage = """
    Usage: sluice-samples make|check [FOLDER]

    make   write FOLDER/web/*.json.gz and FOLDER/truth.json
    check  make them in memory and compare with the files; status 1 when they differ

    FOLDER is 'samples' unless given.
    """

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let verb = arguments.first, ["make", "check"].contains(verb), arguments.count <= 2 else {
      Terminal.fail(usage, status: 64)
    }
    let folder = arguments.count == 2 ? arguments[1] : "samples"
    do {
      let samples = try Samples(in: folder)
      if verb == "make" { try samples.write() } else { try samples.compare() }
      print(samples.summary)
    } catch {
      Terminal.fail("sluice-samples: error: \(error)", status: 1)
    }
  }
}
