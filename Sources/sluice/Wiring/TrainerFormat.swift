public import ArgumentParser
import Pipelines
public import Tokens

/// What `--format` of `export` and `import` names.
enum TrainerFormat: ExpressibleByArgument {
  /// Token shards of a trainer.
  case tokens(ExchangeFormat)
  /// Multiple-choice questions of llm.c.
  case questions

  static let questionsName = "llm.c-eval"
  static let names = ExchangeFormat.allCases.map(\.rawValue) + [questionsName]

  init?(argument: String) {
    if argument == Self.questionsName {
      self = .questions
    } else if let format = ExchangeFormat(rawValue: argument) {
      self = .tokens(format)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { names }

  /// Refuses a folder that holds what is to be written: files of two exports would be mixed.
  static func checkFree(
    _ output: String, _ isTaken: (String) -> Bool, what: String
  ) throws {
    guard let taken = filesBelow(output).first(where: { !$0.hasPrefix(".") && isTaken($0) }) else {
      return
    }
    throw CommandError(
      "\(output) has \(what) already (\(taken)); name another folder, or remove them",
      status: .usage)
  }

  /// Runs a step whose mistakes are those of the command line.
  static func asUsage<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ExchangeFormat.Mismatch {
      throw CommandError("\(error)", status: .usage)
    } catch let error as TokenizerError {
      throw CommandError("\(error)", status: .usage)
    }
  }
}

extension TokenInteger: ExpressibleByArgument {}
