public import Pipelines

extension DecontaminateGPT3 {
  /// Settings of `decontaminate-gpt3`; the defaults are those of appendix C.
  public struct Settings: StageSettings {
    /// What happens to a document with collisions.
    public enum Action: String, Codable, Sendable, CaseIterable {
      /// Cut the collisions and their windows; drop the document when it falls into too many pieces.
      case cut
      /// Drop the document.
      case drop
      /// Keep the document as it is and note the collisions.
      case annotate
    }

    /// Files of the evaluation sets: paths, folders or globs; at least one.
    public var benchmarks: [String] = []
    /// Fields of the sets' records; recognised from the records when none is named.
    public var fields = BenchmarkFields()
    /// What happens to a document with collisions.
    public var action = Action.cut
    /// The least n-gram length in words.
    public var minimumWords = 8
    /// The greatest n-gram length in words, at most 255.
    public var maximumWords = 13
    /// Unicode scalars cut on each side of a collision.
    public var windowCharacters = 200
    /// Pieces with fewer Unicode scalars are discarded.
    public var minimumPieceCharacters = 200
    /// A document that is split into more pieces is dropped.
    public var maximumPieces = 10
    /// N-grams that stand in more documents are ignored.
    public var maximumDocuments = 10

    public init() {}

    public var sideFiles: [String] { benchmarks }

    /// The method these settings make.
    var method: GPT3Overlap {
      var method = GPT3Overlap()
      method.minimumWords = minimumWords
      method.maximumWords = maximumWords
      method.maximumDocuments = maximumDocuments
      return method
    }

    public func validate() throws {
      if benchmarks.isEmpty {
        throw SettingsProblem("benchmarks", "is empty; name the files of the evaluation sets")
      }
      if !fields.isEmpty, fields.question == nil {
        throw SettingsProblem("fields.question", "is missing; name the field of the question")
      }
      try method.validate()
      let counts = [
        ("windowCharacters", windowCharacters, 0),
        ("minimumPieceCharacters", minimumPieceCharacters, 0),
        ("maximumPieces", maximumPieces, 1),
      ]
      for (name, value, least) in counts where value < least {
        throw SettingsProblem(name, "is \(value); \(least) or more is accepted")
      }
    }
  }
}
