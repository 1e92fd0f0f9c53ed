import ArgumentParser
import Contamination
import Pipelines

/// How a command judges overlap.
struct MethodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How overlap is judged: "
        + ContaminationMethods.all.map { $0.name }.joined(separator: ", ") + "."))
  var method = GPT3Overlap.name

  /// Makes sets ready for the method; a method that is not known is a usage error.
  func check(of sets: [BenchmarkSet]) throws -> ContaminationCheck {
    do {
      return try ContaminationCheck(of: sets, by: try ContaminationMethods.named(method).init())
    } catch let error as UnknownContaminationMethod {
      throw CommandError("--method: error: \(error)", status: .usage)
    }
  }
}
