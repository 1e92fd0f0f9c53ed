import Text

/// What came of one item of a run: its replies in order of attempt, and how it ended.
struct FetchedItem: Sendable {
  /// One answered request.
  struct Exchange: Sendable {
    var request: GenerationRequest
    var identity: Hash128
    var reply: GenerationReply
    var records: [AlpacaParser.Record]
    var parents: [String]

    var holdsPairs: Bool {
      records.contains { if case .pair = $0 { true } else { false } }
    }
  }

  enum Ending: Sendable {
    case answered
    /// A request that the generator cannot answer; to be remembered once others are answered.
    case failed(request: GenerationRequest, identity: Hash128, message: String)
    /// The generator has no more replies.
    case exhausted
  }

  var exchanges: [Exchange] = []
  var ending = Ending.answered
}
