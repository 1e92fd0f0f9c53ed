import Glibc
import Instruct
import TestSupport
import Testing

private var realServerAddress: String? {
  getenv("SLUICE_TEST_SERVER_URL").map { String(cString: $0) }
}

/// The recipe on a real server, whose address is in `SLUICE_TEST_SERVER_URL`.
///
/// Meant for a small scripted model behind `llama-server` or `llama_cpp.server`; any model will do, for
/// no particular text is expected.
@Suite(.enabled(if: realServerAddress != nil)) struct RealServerTests {
  @Test func `a run on a real server ends, and its journal gives the same bytes again`() throws {
    var settings = HTTPGeneratorSettings(address: try #require(realServerAddress))
    settings.requestSeconds = 60
    settings.readySeconds = 30
    let generator = try HTTPGenerator(settings: settings)
    var run = TestRun { settings in
      settings.maximumRequests = 12
      settings.maximumTokens = 256
      settings.tasksPerPrompt = 6
    }
    run.workers = 3
    let funnel = try run.run(generator)
    #expect(funnel.requests > 0)
    #expect(funnel.count(of: .requestFailed) == 0)
    #expect(funnel.completionTokens > 0)
    let bytes = (run.pairs, run.rejects)
    #expect(try run.run(generator) == funnel)
    #expect(bytes == (run.pairs, run.rejects))
    print("real server: \(funnel)")
  }

  /// Only a model without attention gives the same text whatever else is in the batch: the one that
  /// `Fixtures/make_scripted_model.py` writes, announced by `SLUICE_TEST_SERVER_SCRIPTED=1`.
  @Test(.enabled(if: getenv("SLUICE_TEST_SERVER_SCRIPTED") != nil))
  func `with the scripted model the workers do not change a byte and every fault is met`() throws {
    var outputs: [[UInt8]] = []
    for workers in [1, 4] {
      let settings = HTTPGeneratorSettings(address: try #require(realServerAddress))
      var run = TestRun { $0.pairs = 60 }
      run.workers = workers
      let funnel = try run.run(try HTTPGenerator(settings: settings))
      #expect(funnel.accepted == 60)
      for rule in [PairRule.emptyOutput, .falseArithmetic, .rougeL] {
        #expect(funnel.count(of: rule) > 0)
      }
      outputs.append(run.pairs + run.rejects)
    }
    #expect(outputs[0] == outputs[1])
  }
}
