import Contamination
import Testing

/// A model of bytes that knows some words: their letters are likely, all else is not.
private struct WordModel: TokenScoring {
  var known: [String]

  func logProbabilities(of text: [UInt8]) throws -> [Double] {
    String(decoding: text, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
      .flatMap { word in
        [Double](repeating: known.contains(String(word)) ? -0.1 : -3, count: word.utf8.count + 1)
      }
  }
}

@Suite struct BlackBoxProbeTests {
  @Test func `items the model knows rank above those it does not`() throws {
    var model = WordModel(known: ["alpha", "beta", "gamma"])
    let seen = makeSet("seen", ["alpha beta", "beta gamma", "gamma alpha", "beta beta"])
    let unseen = makeSet("unseen", ["delta beta", "kappa kappa", "iota beta", "lambda mu"])
    let report = try BlackBoxProbe(order: nil).run(
      [seen], unseen: [unseen], model: "toy", scoring: &model)
    let found = try #require(report.benchmarks.first)
    #expect(found.items.map(\.minK) == [-0.1, -0.1, -0.1, -0.1])
    #expect(found.items.map(\.tokens) == [11, 11, 12, 10])
    #expect(found.minKAboveUnseen?.area == 1)
    #expect(try #require(found.minKAboveUnseen).pValue < 0.02)
    #expect(found.order == nil)
    #expect(report.unseen.first?.minKAboveUnseen == nil)
    #expect(try #require(report.unseen.first?.minKMean) < -2)
  }

  @Test func `without unseen sets nothing is compared, and an empty item has no score`() throws {
    var model = WordModel(known: [])
    let report = try BlackBoxProbe().run(
      [makeSet("one", ["alpha", ""])], unseen: [], model: "toy", scoring: &model)
    #expect(report.benchmarks.first?.items.map(\.minK) == [-3, nil])
    #expect(report.benchmarks.first?.minKAboveUnseen == nil)
    #expect(report.benchmarks.first?.order == nil)
  }
}
